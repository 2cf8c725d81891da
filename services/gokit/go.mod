module sandbox/gokit

go 1.26.0
