// Package metrics is only imported by a file that the overlay takes out.
package metrics
