package shipping

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"sandbox/gokit/process"
)

const (
	quoteRoute = "GET /quote"
	// scope names the instrumentation of this service's own spans and metrics.
	scope = "sandbox"
)

// The ranges of the products and quantities that the order service accepts.
const (
	maxProduct  = 1_000_000
	maxQuantity = 1_000
)

// Quote is the shipping of an order.
type Quote struct {
	Product    int    `json:"product"`
	Quantity   int    `json:"quantity"`
	Grams      int    `json:"grams"`
	Carrier    string `json:"carrier"`
	PriceCents int    `json:"priceCents"`
	Currency   string `json:"currency"`
	Days       int    `json:"days"`
}

type quotes struct {
	options Options
	tracer  trace.Tracer
	price   metric.Float64Histogram
}

func newQuotes(options Options) (*quotes, error) {
	price, err := otel.Meter(scope).Float64Histogram("shipping.quote.price",
		metric.WithDescription("Price of the quotes"), metric.WithUnit("USD"),
		metric.WithExplicitBucketBoundaries(2.5, 5, 7.5, 10, 25, 50, 100, 250, 500))
	if err != nil {
		return nil, err
	}
	return &quotes{options: options, tracer: otel.Tracer(scope), price: price}, nil
}

func (q *quotes) serve(w http.ResponseWriter, r *http.Request) error {
	product, err := parameter(r, "product", maxProduct)
	if err != nil {
		return err
	}
	quantity, err := parameter(r, "quantity", maxQuantity)
	if err != nil {
		return err
	}
	quote, err := q.quote(r.Context(), product, quantity)
	if err != nil {
		return err
	}
	process.WriteJSON(w, http.StatusOK, quote)
	return nil
}

// quote is the work of the route, in a span of its own.
func (q *quotes) quote(ctx context.Context, product, quantity int) (Quote, error) {
	ctx, span := q.tracer.Start(ctx, "shipping.quote", trace.WithAttributes(
		attribute.Int("product.id", product), attribute.Int("order.quantity", quantity)))
	defer span.End()
	grams := gramsOf(product) * quantity
	rate, err := q.rate(ctx, grams)
	if err != nil {
		span.SetStatus(codes.Error, err.Error())
		return Quote{}, err
	}
	carrier := attribute.String("shipping.carrier", rate.Carrier)
	span.SetAttributes(carrier, attribute.Int("shipping.price_cents", rate.PriceCents))
	q.price.Record(ctx, float64(rate.PriceCents)/100, metric.WithAttributes(carrier))
	q.options.Log.InfoContext(ctx, "shipping quoted", "product.id", product, "shipping.carrier", rate.Carrier)
	return Quote{
		Product: product, Quantity: quantity, Grams: grams,
		Carrier: rate.Carrier, PriceCents: rate.PriceCents, Currency: "USD", Days: rate.Days,
	}, nil
}

func (q *quotes) rate(ctx context.Context, grams int) (Rate, error) {
	if err := q.options.BeforeWork(ctx, quoteRoute); err != nil {
		return Rate{}, err
	}
	return q.options.Rates.RateFor(ctx, grams)
}

// gramsOf is the weight of one piece: 200 g to 1.1 kg, the same each time for a product.
func gramsOf(product int) int { return 200 + product%10*100 }

func parameter(r *http.Request, name string, most int) (int, error) {
	text := r.URL.Query().Get(name)
	value, err := strconv.Atoi(text)
	if err != nil || value < 1 || value > most {
		message := fmt.Sprintf("%s is %q; it must be a whole number from 1 to %d", name, text, most)
		return 0, &httpError{status: http.StatusBadRequest, name: "BadRequest", message: message}
	}
	return value, nil
}
