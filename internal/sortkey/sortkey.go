// Package sortkey makes the stored keys by which names are put in order.
//
// Neither engine orders Cyrillic as people expect: by bytes Ё stands before А
// and capitals before small letters, and PostgreSQL would follow its locale. So
// each row that is listed by name keeps a key made here; the order of keys by
// bytes is the order of a Russian dictionary: Ё counts as Е and only breaks a
// tie, capitals and small letters are alike.
package sortkey

import (
	"bytes"
	"encoding/hex"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// Of returns the key of a text, as hexadecimal digits.
func Of(text string) string {
	c := collators.Get().(*collator)
	defer collators.Put(c)
	defer c.buffer.Reset()
	return hex.EncodeToString(shorten(c.order.KeyFromString(&c.buffer, text)))
}

// Alike returns the range of keys, the second end left out, that texts have
// which differ from this one by capitals and by Ё for Е alone.
func Alike(text string) (from, before string) {
	c := collators.Get().(*collator)
	defer collators.Put(c)
	defer c.buffer.Reset()
	key := c.order.KeyFromString(&c.buffer, text)
	first, _, _ := bytes.Cut(key, levelEnd)
	from = hex.EncodeToString(first) + "0000"
	return from, from[:len(from)-1] + "1"
}

// shorten cuts the unaccented letters off the end of the second level: they
// weigh least there, so a key without them stands where it stood with them.
func shorten(key []byte) []byte {
	for bytes.HasSuffix(key, unaccented) {
		key = key[:len(key)-len(unaccented)]
	}
	return key
}

var (
	unaccented = []byte{0x00, 0x20}
	levelEnd   = []byte{0x00, 0x00}
)

// collator is not for two goroutines at once.
type collator struct {
	order  *collate.Collator
	buffer collate.Buffer
}

var collators = sync.Pool{New: func() any {
	return &collator{order: collate.New(language.Russian, collate.IgnoreCase)}
}}
