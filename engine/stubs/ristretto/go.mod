module github.com/outcaste-io/ristretto

go 1.25
