// The part of the WebAssembly API that is used here. TypeScript declares it with the DOM only, and Node's types for
// version 20 do not.
declare namespace WebAssembly {
  type ImportValue = ((...args: never[]) => unknown) | number;

  interface Module {
    readonly [Symbol.toStringTag]: 'WebAssembly.Module';
  }

  class Memory {
    readonly buffer: ArrayBuffer;
  }

  class Instance {
    readonly exports: Record<string, unknown>;
  }

  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(module: Module, imports: Record<string, Record<string, ImportValue>>): Promise<Instance>;
}
