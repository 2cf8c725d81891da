// Package tpmutil is only imported on other platforms.
package tpmutil
