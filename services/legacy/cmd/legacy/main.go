// Command legacy runs the rate engine as a process of its own.
package main

import (
	"sandbox/gokit/process"
	"sandbox/legacy"
)

func main() { process.Main("legacy", legacy.Run) }
