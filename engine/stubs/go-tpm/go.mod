module github.com/google/go-tpm

go 1.25
