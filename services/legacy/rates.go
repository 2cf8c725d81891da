package legacy

import "fmt"

// Rate is what a carrier asks for a parcel.
type Rate struct {
	Carrier string `json:"carrier"`
	// PriceCents is in cents of US dollars.
	PriceCents int `json:"priceCents"`
	Days       int `json:"days"`
}

// carriers are in the order of the weight that they take, from light to heavy.
var carriers = []struct {
	name               string
	maxGrams           int
	baseCents, perKilo int
	days               int
}{
	{name: "snail", maxGrams: 2_000, baseCents: 290, perKilo: 120, days: 5},
	{name: "mule", maxGrams: 20_000, baseCents: 690, perKilo: 80, days: 3},
	{name: "whale", maxGrams: 2_000_000, baseCents: 4_900, perKilo: 35, days: 9},
}

// maxGrams is the heaviest parcel that any carrier takes.
var maxGrams = carriers[len(carriers)-1].maxGrams

// RateFor returns the rate of the first carrier that takes a parcel of this weight.
func RateFor(grams int) (Rate, error) {
	if grams <= 0 || grams > maxGrams {
		return Rate{}, fmt.Errorf("no carrier takes a parcel of %d g; the range is 1 to %d", grams, maxGrams)
	}
	for _, c := range carriers {
		if grams <= c.maxGrams {
			kilos := (grams + 999) / 1_000
			return Rate{Carrier: c.name, PriceCents: c.baseCents + kilos*c.perKilo, Days: c.days}, nil
		}
	}
	panic("unreachable: the last carrier takes maxGrams")
}
