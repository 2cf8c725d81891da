// Package workqueue is only imported by a file that the overlay takes out.
package workqueue
