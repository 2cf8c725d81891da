// Prints the settings of OTLP over HTTP as JSON, read from the types of the Collector that the engine is built from: an
// object per mapping in which unknown settings are ignored, null for any other value.
package main

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"

	"go.opentelemetry.io/collector/exporter/otlphttpexporter"
	"go.opentelemetry.io/collector/receiver/otlpreceiver"
)

type settings map[string]settings

func main() {
	receiver := of(reflect.TypeOf(otlpreceiver.Config{}))
	found := map[string]settings{
		"exporter": of(reflect.TypeOf(otlphttpexporter.Config{})),
		"receiver": receiver["protocols"]["http"],
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(found); err != nil {
		panic(err)
	}
}

// of returns the settings of a type; nil where it is no mapping with fixed keys.
func of(kind reflect.Type) settings {
	for kind.Kind() == reflect.Pointer {
		kind = kind.Elem()
	}
	if kind.Kind() != reflect.Struct {
		return nil
	}
	if strings.Contains(kind.PkgPath(), "/configoptional") {
		// Reads its settings itself, and rejects unknown ones, unless these are those of an HTTP server.
		value, _ := kind.FieldByName("value")
		if value.Type != reflect.TypeOf(otlpreceiver.HTTPConfig{}) {
			return nil
		}
		return of(value.Type)
	}
	if strings.Contains(kind.PkgPath(), "/queuebatch") {
		return nil
	}
	found := settings{}
	for i := range kind.NumField() {
		field := kind.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("mapstructure"), ",")
		switch {
		case strings.Contains(options, "squash"):
			for key, value := range of(field.Type) {
				found[key] = value
			}
		case name != "" && name != "-":
			found[name] = of(field.Type)
		}
	}
	if len(found) == 0 {
		return nil
	}
	return found
}
