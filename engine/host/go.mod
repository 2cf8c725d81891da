module sandbox/engine/host

go 1.26.0
