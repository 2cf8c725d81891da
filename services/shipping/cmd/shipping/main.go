// Command shipping runs the shipping service as a process of its own.
package main

import (
	"sandbox/gokit/process"
	"sandbox/shipping"
)

func main() { process.Main("shipping", shipping.Run) }
