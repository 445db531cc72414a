package interop

import "embed"

//go:embed migrations/*.sql
var Migrations embed.FS

//go:embed text.*.json
var Texts embed.FS
