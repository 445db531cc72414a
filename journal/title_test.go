package journal

import (
	"testing"

	"parta/school"
)

func TestTitleNamesTheCourseOnce(t *testing.T) {
	for _, tt := range []struct{ group, course, want string }{
		{"7Б", "алгебра", "7Б · Алгебра"},
		{"7Б Алгебра", "Алгебра", "7Б Алгебра"},
		{"7Б геометрия (1 группа)", "Геометрия", "7Б геометрия (1 группа)"},
		{"9А биохимия", "Химия", "9А биохимия · Химия"},
		{"7Б англ. язык", "Английский язык", "7Б англ. язык · Английский язык"},
	} {
		s := spread{group: school.Group{Name: tt.group}, course: school.Course{Name: tt.course}}
		if got := s.title(); got != tt.want {
			t.Errorf("%s, %s: %q, want %q", tt.group, tt.course, got, tt.want)
		}
	}
}
