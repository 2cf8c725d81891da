package faults

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
)

// spec is one parameter of a fault in terms of JSON Schema; the type `routes` is a list of routes of the service.
type spec struct {
	name        string
	required    bool
	Type        string
	Description string
	Minimum     float64
	Maximum     float64
	MaxLength   int
	// Default is nil if there is none.
	Default any
}

// parameters are checked values; those with a default are always present.
type parameters map[string]any

func (p parameters) number(name string) float64 { value, _ := p[name].(float64); return value }
func (p parameters) routes() []string           { value, _ := p["routes"].([]string); return value }

// check returns the parameters of a request with defaults filled in, or an error for the first that is invalid.
func check(specs []spec, body []byte, routes []string) (parameters, error) {
	input := map[string]any{}
	if strings.TrimSpace(string(body)) != "" {
		var value any
		if err := json.Unmarshal(body, &value); err != nil {
			return nil, fmt.Errorf("the parameters are not JSON: %w", err)
		}
		object, ok := value.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("parameters must be a JSON object")
		}
		input = object
	}
	names := make([]string, len(specs))
	for i, s := range specs {
		names[i] = s.name
	}
	for name := range input {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("there is no parameter %q; there are: %s", name, strings.Join(names, ", "))
		}
	}
	values := parameters{}
	for _, s := range specs {
		value, given := input[s.name]
		switch {
		case given:
			checked, err := s.check(value, routes)
			if err != nil {
				return nil, err
			}
			values[s.name] = checked
		case s.required:
			return nil, fmt.Errorf("the parameter %q is missing: %s", s.name, s.Description)
		case s.Type == "routes":
			values[s.name] = routes
		case s.Default != nil:
			values[s.name] = s.Default
		}
	}
	return values, nil
}

func (s spec) check(value any, routes []string) (any, error) {
	switch s.Type {
	case "number", "integer":
		number, ok := value.(float64)
		whole := s.Type == "number" || number == math.Trunc(number)
		if ok && whole && number >= s.Minimum && number <= s.Maximum {
			return number, nil
		}
		kind := map[string]string{"number": "a number", "integer": "a whole number"}[s.Type]
		return nil, s.invalid(value, fmt.Sprintf("%s from %v to %v", kind, s.Minimum, s.Maximum))
	case "string":
		text, ok := value.(string)
		if ok && text != "" && len(text) <= s.MaxLength {
			return text, nil
		}
		return nil, s.invalid(value, fmt.Sprintf("a string of 1 to %d characters", s.MaxLength))
	default:
		list, ok := value.([]any)
		chosen := make([]string, 0, len(list))
		for _, one := range list {
			route, isText := one.(string)
			ok = ok && isText && slices.Contains(routes, route)
			chosen = append(chosen, route)
		}
		if ok && len(chosen) > 0 {
			return chosen, nil
		}
		return nil, s.invalid(value, fmt.Sprintf("a list of %q", routes))
	}
}

func (s spec) invalid(value any, allowed string) error {
	text, _ := json.Marshal(value)
	return fmt.Errorf("the parameter %q is %s; it must be %s", s.name, text, allowed)
}

// schemaOf is the parameters as JSON Schema, for clients of the control endpoint.
func schemaOf(specs []spec, routes []string) map[string]any {
	properties := map[string]any{}
	required := []string{}
	for _, s := range specs {
		property := map[string]any{"type": s.Type, "description": s.Description}
		switch s.Type {
		case "routes":
			property["type"] = "array"
			property["minItems"] = 1
			property["items"] = map[string]any{"type": "string", "enum": routes}
			property["default"] = routes
		case "string":
			property["maxLength"] = s.MaxLength
		default:
			property["minimum"] = s.Minimum
			property["maximum"] = s.Maximum
		}
		if s.Default != nil {
			property["default"] = s.Default
		}
		if s.required {
			required = append(required, s.name)
		}
		properties[s.name] = property
	}
	return map[string]any{"type": "object", "additionalProperties": false, "required": required, "properties": properties}
}
