package oneroster

import (
	"path"
	"slices"
	"sort"
	"strings"

	"parta/interop/source"
)

// Read reads a folder or an unpacked ZIP. The Set may be used only when nothing
// in found is a refusal.
func Read(folder source.Folder, found *source.Findings) Set {
	r := reader{folder: folder, found: found, byName: map[string]string{}, set: Set{System: "oneroster", Delta: map[string]bool{}}}
	r.names()
	modes := r.manifest()
	for _, spec := range specs {
		if file, ok := r.wanted(spec, modes); ok {
			r.file(spec, file)
		}
	}
	r.left(modes)
	if !found.Refused() {
		r.settle()
		check(&r.set, found)
	}
	return r.set
}

type reader struct {
	folder  source.Folder
	found   *source.Findings
	byName  map[string]string // folded name without .csv → name in the folder
	version string            // as the manifest says
	set     Set
	has     struct{ roles, userRoles bool }
}

// names finds the files by folded name.
func (r *reader) names() {
	for _, name := range r.folder.Names {
		if !strings.EqualFold(path.Ext(name), ".csv") {
			continue
		}
		folded := strings.ToLower(name[:len(name)-4])
		if other, twice := r.byName[folded]; twice {
			r.found.Refuse(source.Place{File: name}, "interop.file.twice", other)
			continue
		}
		r.byName[folded] = name
	}
	if len(r.byName) == 0 && !r.found.Refused() {
		r.found.Refuse(source.Place{File: r.folder.Name}, "interop.oneroster.none")
	}
}

// manifest reads which files are there and how. Without one, what is there is bulk.
func (r *reader) manifest() map[string]string {
	modes := map[string]string{}
	file, ok := r.byName["manifest"]
	if !ok {
		r.found.Warn(source.Place{File: "manifest.csv"}, "interop.oneroster.manifest")
		return modes
	}
	table, ok := r.table(file)
	if !ok {
		return modes
	}
	for i, row := range table.Rows {
		if len(row) < 2 {
			continue
		}
		at := table.Place(i)
		name, value := strings.ToLower(row[0]), row[1]
		switch {
		case name == "oneroster.version":
			r.version = value
			if value != "1.1" && value != "1.2" {
				r.found.Warn(at, "interop.oneroster.version", value)
			}
		case name == "source.systemcode":
			if value != "" && !strings.EqualFold(value, "absent") {
				r.set.System = source.Short(value)
			}
		case strings.HasPrefix(name, "file."):
			mode := strings.ToLower(value)
			if mode == "" || mode != "bulk" && mode != "delta" && mode != "absent" {
				r.found.Warn(at, "interop.oneroster.mode", row[0], value)
				mode = ""
			}
			modes[name[len("file."):]] = mode
		}
	}
	return modes
}

// wanted tells whether a file is to be read, and refuses one that is missing.
func (r *reader) wanted(spec fileSpec, modes map[string]string) (string, bool) {
	folded := strings.ToLower(spec.name)
	file, there := r.byName[folded]
	mode, said := modes[folded]
	switch {
	case there && mode == "absent":
		r.found.Drop(source.Place{File: file}, "interop.oneroster.absent")
		return "", false
	case there:
		if file != spec.name+".csv" {
			r.found.Warn(source.Place{File: file}, "interop.file.case", spec.name+".csv")
		}
		r.set.Delta[spec.name] = mode == "delta"
		return file, true
	case mode == "bulk" || mode == "delta":
		r.found.Refuse(source.Place{File: spec.name + ".csv"}, "interop.file.missing")
	case spec.needed && (!said || mode == "" || !slices.Contains(values(modes), "delta")):
		r.found.Refuse(source.Place{File: spec.name + ".csv"}, "interop.file.missing")
	default:
		// In a set of changes, what refers to it is looked for in the database.
		r.set.Delta[spec.name] = slices.Contains(values(modes), "delta")
	}
	return "", false
}

func values(m map[string]string) []string {
	var all []string
	for _, v := range m {
		all = append(all, v)
	}
	return all
}

// left reports the files nobody reads.
func (r *reader) left(modes map[string]string) {
	read := map[string]bool{"manifest": true}
	for _, spec := range specs {
		read[strings.ToLower(spec.name)] = true
	}
	standard := map[string]string{}
	for _, name := range unread {
		standard[strings.ToLower(name)] = name
	}
	var rest []string
	for folded := range r.byName {
		if !read[folded] {
			rest = append(rest, folded)
		}
	}
	sort.Strings(rest)
	for _, folded := range rest {
		file := r.byName[folded]
		name, known := standard[folded]
		if !known {
			r.found.Drop(source.Place{File: file}, "interop.oneroster.unknown")
			continue
		}
		if file != name+".csv" {
			r.found.Warn(source.Place{File: file}, "interop.file.case", name+".csv")
		}
		if modes[folded] != "absent" {
			r.found.Drop(source.Place{File: file}, "interop.oneroster.unread")
		}
	}
}

func (r *reader) table(file string) (source.Table, bool) {
	from, err := r.folder.Open(file)
	if err != nil {
		r.found.Refuse(source.Place{File: file}, source.Unreadable(err))
		return source.Table{}, false
	}
	defer from.Close()
	return source.ReadCSV(from, file, ',', r.found)
}

// file reads the rows of one file into the set.
func (r *reader) file(spec fileSpec, file string) {
	table, ok := r.table(file)
	if !ok {
		return
	}
	names, ok := spec.columnsOf(table, r.found)
	if !ok {
		return
	}
	r.lost(spec, table, names)
	if spec.name == "roles" {
		r.has.roles = true
	}
	if spec.name == "users" && slices.Contains(names, "role") {
		r.has.userRoles = true
	}
	place := map[string]int{}
	for i, name := range names {
		if name != "" && spec.dropped[name] == "" {
			place[name] = i
		}
	}
	seen := map[string]int{} // sourcedId → row it was first seen in
	for i := range table.Rows {
		row := cells{table: &table, row: i, place: place, found: r.found}
		key := row.text("sourcedId")
		if key == "" {
			if strings.Join(table.Rows[i], "") != "" {
				r.found.Refuse(row.at("sourcedId"), "interop.row.nameless")
			}
			continue
		}
		if first, twice := seen[key]; twice {
			if row.equals(table.Rows[first]) {
				r.found.Warn(row.at("sourcedId"), "interop.row.again", key, table.Lines[first])
			} else {
				r.found.Refuse(row.at("sourcedId"), "interop.row.twice", key, table.Lines[first])
			}
			continue
		}
		seen[key] = i
		r.row(spec.name, row)
	}
}

// lost reports, column by column, the values that are not kept.
func (r *reader) lost(spec fileSpec, table source.Table, names []string) {
	count := map[int]int{}
	first := map[int]int{}
	for i, row := range table.Rows {
		for j, cell := range row {
			if cell == "" || j < len(names) && names[j] != "" && spec.dropped[names[j]] == "" {
				continue
			}
			if count[j]++; count[j] == 1 {
				first[j] = i
			}
		}
	}
	columns := make([]int, 0, len(count))
	for j := range count {
		columns = append(columns, j)
	}
	sort.Ints(columns)
	for _, j := range columns {
		reason := "interop.drop.extra"
		if j < len(names) && names[j] != "" {
			reason = spec.dropped[names[j]]
		} else if j < len(table.Header) && extension(table.Header[j]) {
			reason = "interop.drop.extension"
		}
		at := table.Place(first[j]).In(source.ColumnName(table.Header, j))
		r.found.Drop(at, reason, count[j])
	}
}

// settle decides what the manifest leaves open.
func (r *reader) settle() {
	r.set.Version = r.version
	if r.version != "1.1" && r.version != "1.2" {
		r.set.Version = "1.1"
		if r.has.roles {
			r.set.Version = "1.2"
		}
	}
	if !r.has.userRoles && !r.has.roles && !r.set.Delta["users"] {
		r.found.Refuse(source.Place{File: "roles.csv"}, "interop.file.missing")
	}
}
