package orgs

import "strings"

// Proper names, in the order in which they must be looked for: Edge and Yandex
// also call themselves Chrome, and everybody calls himself Mozilla.
var browsers = [][2]string{
	{"YaBrowser", "Яндекс Браузер"},
	{"Edg", "Edge"},
	{"OPR", "Opera"},
	{"Firefox", "Firefox"},
	{"FxiOS", "Firefox"},
	{"Chromium", "Chromium"},
	{"CriOS", "Chrome"},
	{"Chrome", "Chrome"},
	{"Safari", "Safari"},
}

var systems = [][2]string{
	{"Android", "Android"},
	{"iPhone", "iPhone"},
	{"iPad", "iPad"},
	{"Windows", "Windows"},
	{"Mac OS", "macOS"},
	{"CrOS", "ChromeOS"},
	{"Linux", "Linux"},
}

// deviceOf shortens a browser's long description of itself to what its owner
// recognises: «Firefox, Windows». "" when nothing is recognised.
func deviceOf(description string) string {
	var parts []string
	for _, names := range [][][2]string{browsers, systems} {
		for _, n := range names {
			if strings.Contains(description, n[0]) {
				parts = append(parts, n[1])
				break
			}
		}
	}
	return strings.Join(parts, ", ")
}
