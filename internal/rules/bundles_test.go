package rules_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var bundleNamed = regexp.MustCompile(`Bundle(?:: |\s*=\s*)"([a-z]+)"`)

// TestEveryBundleIsOfSomePage keeps a page from losing its style and script
// without anybody noticing.
func TestEveryBundleIsOfSomePage(t *testing.T) {
	named := []string{"app"} // what a page without a bundle has
	var bundles []string
	err := walk(func(name string) error {
		switch dir, file := path.Split(name); {
		case path.Ext(file) == ".go" && !strings.HasSuffix(file, "_test.go"):
			raw, err := os.ReadFile(filepath.Join(root, name))
			if err != nil {
				return err
			}
			for _, found := range bundleNamed.FindAllStringSubmatch(string(raw), -1) {
				named = append(named, found[1])
			}
		case dir == "internal/web/assets/dist/" && path.Ext(file) == ".css":
			bundles = append(bundles, strings.TrimSuffix(file, ".css"))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(bundles) < 3 {
		t.Fatalf("bundles found: %v", bundles)
	}
	for _, bundle := range bundles {
		if !slices.Contains(named, bundle) {
			t.Errorf("no page names the bundle %q", bundle)
		}
	}
}
