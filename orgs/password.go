package orgs

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"parta/internal/problem"
)

// Argon2id with 19 MiB, two passes, one lane.
// Source: OWASP Password Storage Cheat Sheet, Argon2id minimum configuration.
const (
	hashMemory = 19 * 1024 // KiB
	hashPasses = 2
	hashLanes  = 1
	hashLength = 32
	saltLength = 16
)

// longestQueue is how long one waits for room to be hashed before being asked
// to come again.
const longestQueue = 20 * time.Second

// NoPassword stands where an account has none: nothing typed ever matches it.
const NoPassword = "!"

// hasher hashes as many passwords at a time as there are processors, so that a
// crowd at the door takes neither all memory nor the lessons' time.
type hasher struct {
	random io.Reader
	room   chan struct{}
	decoy  func() string
}

func newHasher(random io.Reader) *hasher {
	h := &hasher{random: random, room: make(chan struct{}, runtime.NumCPU())}
	h.decoy = sync.OnceValue(func() string { return encodeHash(make([]byte, saltLength), make([]byte, hashLength)) })
	return h
}

// make hashes a password with a new salt. It waits for room and must not be
// called inside a transaction.
func (h *hasher) make(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltLength)
	if _, err := io.ReadFull(h.random, salt); err != nil {
		return "", fmt.Errorf("salt of a password: %w", err)
	}
	key, err := h.derive(ctx, password, salt)
	if err != nil {
		return "", err
	}
	return encodeHash(salt, key), nil
}

// matches tells whether the password is the one that was hashed. An empty or
// impossible hash costs as much as a real one and never matches, so that the
// time of an answer tells nobody whether a name exists.
func (h *hasher) matches(ctx context.Context, hash, password string) (bool, error) {
	salt, want, ok := decodeHash(hash)
	if !ok {
		salt, want, _ = decodeHash(h.decoy())
	}
	got, err := h.derive(ctx, password, salt)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && ok, nil
}

func (h *hasher) derive(ctx context.Context, password string, salt []byte) ([]byte, error) {
	ctx, stop := context.WithTimeout(ctx, longestQueue)
	defer stop()
	select {
	case h.room <- struct{}{}:
	case <-ctx.Done():
		return nil, problem.New(problem.Unavailable, "orgs.signin.busy").Because(ctx.Err())
	}
	defer func() { <-h.room }()
	return argon2.IDKey([]byte(password), salt, hashPasses, hashMemory, hashLanes, hashLength), nil
}

// The written form is the one other programs use:
// $argon2id$v=19$m=19456,t=2,p=1$salt$key, base 64 without padding.
var hashHead = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, hashMemory, hashPasses, hashLanes)

func encodeHash(salt, key []byte) string {
	return hashHead + base64.RawStdEncoding.EncodeToString(salt) + "$" + base64.RawStdEncoding.EncodeToString(key)
}

func decodeHash(hash string) (salt, key []byte, ok bool) {
	rest, ok := strings.CutPrefix(hash, hashHead)
	if !ok {
		return nil, nil, false
	}
	saltText, keyText, ok := strings.Cut(rest, "$")
	if !ok {
		return nil, nil, false
	}
	salt, err := base64.RawStdEncoding.DecodeString(saltText)
	if err != nil || len(salt) != saltLength {
		return nil, nil, false
	}
	key, err = base64.RawStdEncoding.DecodeString(keyText)
	return salt, key, err == nil && len(key) == hashLength
}

// commonPasswords are the first that a guesser tries here, beside the name.
var commonPasswords = []string{
	"12345678", "123456789", "1234567890", "87654321", "11111111", "00000000", "qwertyui", "qwertyuiop", "qwerty123",
	"password", "password1", "йцукенгш", "йцукенгшщз", "пароль123", "parol123", "1q2w3e4r", "qazwsxedc", "zaq12wsx",
}

// checkPassword refuses a password that is too short, is the name, or is among
// those everybody tries. It asks for no signs or digits: length is what counts.
func checkPassword(password, name string) error {
	const short, long = 8, 200
	key := ""
	folded := FoldName(password)
	switch letters := utf8.RuneCountInString(password); {
	case letters < short:
		key = "orgs.password.short"
	case letters > long:
		key = "orgs.password.long"
	case name != "" && strings.Contains(folded, FoldName(name)) && letters < utf8.RuneCountInString(name)+short:
		key = "orgs.password.name"
	case sameSign(password):
		key = "orgs.password.common"
	}
	for _, common := range commonPasswords {
		if folded == common {
			key = "orgs.password.common"
		}
	}
	if key == "" {
		return nil
	}
	return problem.New(problem.Invalid, key).WithField("password", key)
}

func sameSign(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return strings.Trim(text, string(first)) == ""
}

// HashPassword hashes a password for AddAccount. It takes tens of milliseconds
// and must not be called inside a transaction.
func (o *Orgs) HashPassword(ctx context.Context, password string) (string, error) {
	return o.hash.make(ctx, password)
}
