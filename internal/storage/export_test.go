package storage

var InSchema = inSchema
