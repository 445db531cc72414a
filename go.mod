module parta

go 1.26

require modernc.org/sqlite v1.62.0
