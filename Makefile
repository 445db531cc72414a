# What a developer of Parta runs. Nothing has to be installed by hand but Go: `make test` brings the rest.

STEP = @.ci/step

# SQLite's own code is C made into Go, and one connection of it belongs to one goroutine: watching it finds nothing and takes five times as long.
UNWATCHED = -gcflags='modernc.org/sqlite/lib=-race=false' -gcflags='modernc.org/libc/...=-race=false'

.PHONY: run test check bench fuzz generate types lint

run: ## the demo: a filled school at http://127.0.0.1:8080, one button per person
	go run ./cmd/parta demo

test: e2e/node_modules ## all tests: both engines, partitioned PostgreSQL, the race detector, a real browser
	$(STEP) "tests on SQLite, PostgreSQL and partitioned PostgreSQL" .ci/postgres env PARTA_TEST_REQUIRED=1 go test ./...
	$(STEP) "tests with the race detector on SQLite" env -u PARTA_TEST_POSTGRES -u PARTA_TEST_REQUIRED go test -race $(UNWATCHED) ./...
	$(STEP) "walks in a browser" .ci/postgres env PARTA_TEST_REQUIRED=1 npm --prefix e2e test

check: bin/golangci-lint e2e/node_modules ## format, generated files, vet, lint, types, shape
	$(STEP) "format" .ci/format
	$(STEP) "generated files are current" .ci/current
	$(STEP) "vet" go vet ./...
	$(STEP) "lint" bin/golangci-lint run
	$(STEP) "types of TypeScript" .ci/types
	$(STEP) "shape" go test ./internal/rules
	@go test ./internal/rules -run TestWatch -v | sed -n 's/^ *watch_test.go:[0-9]*: //p'

bench: ## requests per second, CPU and latency of each scenario beside its ceiling
	go run ./bench

fuzz: ## every fuzz target for FUZZTIME (a minute)
	.ci/fuzz

generate: ## templates, front end, docs/access.md, docs/schema.sql
	.ci/generate

bin/golangci-lint: tools/go.mod tools/go.sum
	$(STEP) "build the linters" go build -C tools -o ../bin/ tool
	@touch $@

e2e/node_modules: e2e/package-lock.json
	$(STEP) "install what the system lacks" .ci/install
	$(STEP) "install the browser tests" npm --prefix e2e ci --no-audit --no-fund --loglevel=error
	@touch $@
