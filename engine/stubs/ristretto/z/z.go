// Package z has the hash of the cache that is not there.
package z

// MemHashString is the key of a string: all share one, since nothing is found under any.
func MemHashString(string) uint64 { return 0 }
