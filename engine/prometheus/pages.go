package prometheus

import (
	"embed"
	"io/fs"
	"net/http"

	"github.com/prometheus/prometheus/web/ui"
)

//go:embed pages
var pages embed.FS

// servePages replaces Prometheus's web pages, which are not part of this build, by one that refers to the API. Without
// it, each of their addresses answers 500.
func servePages() {
	content, err := fs.Sub(pages, "pages")
	if err != nil {
		panic(err)
	}
	ui.Assets = http.FS(content)
}
