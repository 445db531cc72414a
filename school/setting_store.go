package school

import "parta/internal/storage"

func decisions(tx *storage.Tx) ([]Setting, error) {
	return storage.All(tx, func(r storage.Row) (s Setting, err error) {
		return s, r.Scan(&s.Name, &s.From, &s.Value, &s.Source, &s.Version)
	}, "SELECT name, from_day, value, source, version FROM school_setting WHERE org_id = $1 ORDER BY name, from_day", tx.Org())
}
