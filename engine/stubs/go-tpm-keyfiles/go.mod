module github.com/foxboron/go-tpm-keyfiles

go 1.25

require github.com/google/go-tpm v0.9.8

replace github.com/google/go-tpm => ../go-tpm
