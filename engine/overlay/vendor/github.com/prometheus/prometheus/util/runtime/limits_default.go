package runtime

// FdLimits, VMLimits, FsType and FsSize describe the machine, which a WebAssembly program does not see.

func FdLimits() string     { return "unknown" }
func VMLimits() string     { return "unknown" }
func FsType(string) string { return "unknown" }
func FsSize(string) uint64 { return 0 }
