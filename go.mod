module parta

go 1.26
