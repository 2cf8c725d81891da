import { gunzipSync as gunzip } from 'fflate';
import { Buffer } from 'buffer';

export const gunzipSync = (bytes: Uint8Array): Buffer => Buffer.from(gunzip(bytes));
