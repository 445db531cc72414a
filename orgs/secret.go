package orgs

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"parta/when"
)

// Secrets are handed out once and kept only as hashes. They are random and
// long, so a fast hash is enough; passwords and PINs are another matter.

// newToken makes the secret of a session: 32 random bytes.
func newToken(random io.Reader) (string, error) {
	var b [32]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("secret of a session: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b[:]), nil
}

const (
	codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ" // Crockford: no I, L, O, U
	codeLength   = 10                                 // 50 bits
)

// newCode makes a code for paper: ten signs, read out as two groups of five.
func newCode(random io.Reader) (string, error) {
	var b [codeLength]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("code of an invitation: %w", err)
	}
	for i := range b {
		b[i] = codeAlphabet[b[i]&31]
	}
	return string(b[:]), nil
}

// showCode is the form on paper: K7M29-QX4PD.
func showCode(code string) string {
	if len(code) != codeLength {
		return code
	}
	return code[:5] + "-" + code[5:]
}

// readCode reads a code as typed: either case, with or without the dash, with
// the look-alikes of both alphabets (o for 0, а Cyrillic «В» for B). What cannot
// be a code comes back as it is and matches nothing.
func readCode(text string) string {
	text = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '–', '—', '\u00a0', '\t':
			return -1
		}
		return r
	}, strings.ToUpper(text))
	return strings.NewReplacer(
		"O", "0", "I", "1", "L", "1",
		"А", "A", "В", "B", "С", "C", "Е", "E", "Н", "H", "К", "K", "М", "M", "О", "0", "Р", "P", "Т", "T", "Х", "X", "У", "Y", "З", "3",
	).Replace(text)
}

// hashSecret is how a token or a code is kept.
func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// hashBirth binds a code to a birth date without the date standing anywhere: it
// cannot be guessed without the code. "" when no date is known.
func hashBirth(code string, born when.Day) string {
	if born == 0 {
		return ""
	}
	return hashSecret(code + "/" + born.String())
}

func sameSecret(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
