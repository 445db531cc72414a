package app

import (
	"fmt"
	"slices"
	"strings"

	"parta/access"
	"parta/internal/i18n"
	"parta/internal/storage"
)

// AccessPage prints the policy for those who must answer for it: docs/access.md.
func AccessPage() (string, error) {
	catalogue, err := i18n.New(texts...)
	if err != nil {
		return "", err
	}
	say := catalogue.Printer(i18n.Russian)
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n", say.T("app.access.title"), say.T("app.access.intro"))
	b.WriteString("| |")
	for _, role := range access.Roles {
		b.WriteString(" " + say.T("app.access.role."+string(role)) + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(access.Roles)) + "\n")
	var printed []access.Action
	for _, rule := range access.Policy {
		if slices.Contains(printed, rule.Action) {
			continue
		}
		printed = append(printed, rule.Action)
		fmt.Fprintf(&b, "| %s `%s` |", say.T("app.access.action."+string(rule.Action)), rule.Action)
		for _, role := range access.Roles {
			b.WriteString(" " + strings.Join(reaches(say, rule.Action, role), ", ") + " |")
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "\n## %s\n\n", say.T("app.access.reaches"))
	for _, reach := range []access.Reach{access.Whole, access.Taught, access.Tutored, access.Child, access.Self} {
		fmt.Fprintf(&b, "- **%s** — %s\n", say.T("app.access.reach."+string(reach)), say.T("app.access.meaning."+string(reach)))
	}
	fmt.Fprintf(&b, "\n%s\n", say.T("app.access.other"))
	return b.String(), nil
}

func reaches(say *i18n.Printer, action access.Action, role access.Role) []string {
	var list []string
	for _, rule := range access.Policy {
		if rule.Action == action && rule.Role == role {
			list = append(list, say.T("app.access.reach."+string(rule.Reach)))
		}
	}
	return list
}

// SchemaPage prints the merged migrations, one statement after another, as
// SQLite keeps them: docs/schema.sql.
func SchemaPage() (string, error) {
	migrations, err := Migrations()
	if err != nil {
		return "", err
	}
	return storage.Schema(migrations)
}
