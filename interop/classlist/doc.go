// Package classlist reads the list of pupils that every school keeps as a
// table: XLSX, or CSV in UTF-8 or Windows-1251.
//
// It finds the line of headers by itself, knows the usual words for each column
// (ФИО or three columns, Класс or Параллель and Литера, Дата рождения, СНИЛС,
// two parents with their phones), reads «7 «А»» as 7А and dates in the forms
// people write, also as a spreadsheet's numbers. A list is made by hand and can
// be mended by hand, so what cannot be read is refused with its cell instead of
// being left out.
//
// Who of the school's pupils a row is, package interop decides.
package classlist
