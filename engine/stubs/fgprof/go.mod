module github.com/felixge/fgprof

go 1.25
