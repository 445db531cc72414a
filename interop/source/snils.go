package source

// ParseSNILS reads an insurance number, 112-233-445 95 or eleven digits, and
// checks its last two. It returns the digits alone.
//
// The check: the first nine digits are weighed 9 to 1 and summed; the sum is
// taken modulo 101, and 100 counts as 0. Numbers up to 001-001-998 have none.
// Source: resolution of the Pension Fund 31.07.2006 No 192p, rules on the number.
func ParseSNILS(text string) (string, bool) {
	var digits []byte
	for _, c := range []byte(text) {
		switch {
		case c >= '0' && c <= '9':
			digits = append(digits, c)
		case c == ' ', c == '-', c == '\t', c == 0xc2, c == 0xa0:
		default:
			return "", false
		}
	}
	if len(digits) != 11 {
		return "", false
	}
	sum := 0
	for i := range 9 {
		sum += int(digits[i]-'0') * (9 - i)
	}
	want := sum % 101 % 100
	if string(digits[:9]) > "001001998" && want != int(digits[9]-'0')*10+int(digits[10]-'0') {
		return "", false
	}
	return string(digits), true
}
