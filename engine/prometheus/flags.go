package prometheus

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kingpin/v2"
	"github.com/alecthomas/units"
	remoteapi "github.com/prometheus/client_golang/exp/api/remote"
	"github.com/prometheus/common/model"
	"github.com/prometheus/common/promslog"
	promslogflag "github.com/prometheus/common/promslog/flag"
	"github.com/prometheus/prometheus/notifier"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/scrape"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/web"
)

// settings are the values of the command line. Flags and defaults are those of the prometheus command, except
// ignoredFlags.
type settings struct {
	configFile string
	features   []string
	log        promslog.Config

	web           web.Options
	externalURL   string
	corsOrigin    string
	webConfigFile string
	readTimeout   model.Duration
	writeMessages []string

	storagePath   string
	retentionTime model.Duration
	retentionSize units.Base2Bytes
	tsdb          *tsdb.Options
	minBlock      model.Duration
	maxBlock      model.Duration

	notifier notifier.Options
	scrape   scrape.Options
	parser   parser.Options

	outageTolerance, forGracePeriod, resendDelay model.Duration
	lookbackDelta, queryTimeout                  model.Duration
	queryMaxSamples                              int

	concurrentRules    bool
	maxConcurrentEvals int64
	perStepStats       bool
	delayedNameRemoval bool
	startTimestamps    bool
}

// ignoredFlags are accepted, so that command lines of the prometheus command work, but have no effect: there is no
// write-ahead log, no container limit and no console templates.
var ignoredFlags = []string{
	"storage.tsdb.wal-segment-size", "storage.tsdb.wal-compression-type", "storage.tsdb.head-chunks-write-queue-size",
	"storage.tsdb.max-block-chunk-segment-size", "storage.tsdb.block-reload-interval", "auto-gomemlimit.ratio",
	"storage.remote.flush-deadline", "query.max-concurrency", "config.auto-reload-interval",
}

var ignoredSwitches = []string{
	"storage.tsdb.wal-compression", "storage.tsdb.no-lockfile", "storage.tsdb.allow-overlapping-compaction",
	"auto-gomaxprocs", "auto-gomemlimit", "config.auto-reload",
}

// parseFlags reads the command line; the second result is every flag with its value, for the API's status page.
func parseFlags(args []string) (*settings, map[string]string, error) {
	s := &settings{tsdb: tsdb.DefaultOptions(), parser: parser.Options{ExperimentalDurationExpr: true}}
	app := kingpin.New("prometheus", "The Prometheus monitoring server").Terminate(nil).UsageWriter(os.Stdout)
	s.declareServer(app)
	s.declareStorage(app)
	s.declareQueries(app)
	promslogflag.AddFlags(app, &s.log)
	for _, name := range ignoredFlags {
		app.Flag(name, "Accepted and ignored.").Hidden().String()
	}
	for _, name := range ignoredSwitches {
		app.Flag(name, "Accepted and ignored.").Hidden().Bool()
	}
	if _, err := app.Parse(args); err != nil {
		return nil, nil, fmt.Errorf("parsing command line arguments: %w", err)
	}
	values := map[string]string{}
	for _, flag := range app.Model().Flags {
		if !strings.HasPrefix(flag.Name, "help") && flag.Name != "version" {
			values[flag.Name] = flag.Value.String()
		}
	}
	return s, values, nil
}

func (s *settings) declareServer(app *kingpin.Application) {
	app.Flag("config.file", "Prometheus configuration file path.").Default("prometheus.yml").StringVar(&s.configFile)
	app.Flag("enable-feature", "Comma separated feature names to enable.").StringsVar(&s.features)
	app.Flag("web.listen-address", "Address to listen on for UI, API, and telemetry.").Default("0.0.0.0:9090").StringsVar(&s.web.ListenAddresses)
	app.Flag("web.config.file", "Path to configuration file that can enable TLS or authentication.").Default("").StringVar(&s.webConfigFile)
	app.Flag("web.read-timeout", "Maximum duration before timing out read of the request.").Default("5m").SetValue(&s.readTimeout)
	app.Flag("web.max-connections", "Maximum number of simultaneous connections.").Default("512").IntVar(&s.web.MaxConnections)
	app.Flag("web.external-url", "The URL under which Prometheus is externally reachable.").StringVar(&s.externalURL)
	app.Flag("web.route-prefix", "Prefix for the internal routes of web endpoints.").StringVar(&s.web.RoutePrefix)
	app.Flag("web.enable-lifecycle", "Enable shutdown and reload via HTTP request.").Default("false").BoolVar(&s.web.EnableLifecycle)
	app.Flag("web.enable-admin-api", "Enable API endpoints for admin control actions.").Default("false").BoolVar(&s.web.EnableAdminAPI)
	app.Flag("web.enable-remote-write-receiver", "Enable API endpoint accepting remote write requests.").Default("false").BoolVar(&s.web.EnableRemoteWriteReceiver)
	messages := remoteapi.MessageTypes{remoteapi.WriteV1MessageType, remoteapi.WriteV2MessageType}.Strings()
	app.Flag("web.remote-write-receiver.accepted-protobuf-messages", "List of the remote write protobuf messages to accept when receiving the remote writes.").Default(messages...).EnumsVar(&s.writeMessages, messages...)
	app.Flag("web.enable-otlp-receiver", "Enable API endpoint accepting OTLP write requests.").Default("false").BoolVar(&s.web.EnableOTLPWriteReceiver)
	app.Flag("web.console.templates", "Path to the console template directory.").Default("consoles").StringVar(&s.web.ConsoleTemplatesPath)
	app.Flag("web.console.libraries", "Path to the console library directory.").Default("console_libraries").StringVar(&s.web.ConsoleLibrariesPath)
	app.Flag("web.page-title", "Document title of Prometheus instance.").Default("Prometheus").StringVar(&s.web.PageTitle)
	app.Flag("web.cors.origin", "Regex for CORS origin. It is fully anchored.").Default(".*").StringVar(&s.corsOrigin)
	app.Flag("alertmanager.notification-queue-capacity", "The capacity of the queue for pending Alertmanager notifications.").Default("10000").IntVar(&s.notifier.QueueCapacity)
	app.Flag("alertmanager.notification-batch-size", "The maximum number of notifications per batch.").Default(fmt.Sprint(notifier.DefaultMaxBatchSize)).IntVar(&s.notifier.MaxBatchSize)
	app.Flag("alertmanager.drain-notification-queue-on-shutdown", "Send any outstanding notifications when shutting down.").Default("true").BoolVar(&s.notifier.DrainOnShutdown)
	app.Flag("scrape.discovery-reload-interval", "Interval used by scrape manager to throttle target groups updates.").Hidden().Default("5s").SetValue(&s.scrape.DiscoveryReloadInterval)
}

func (s *settings) declareStorage(app *kingpin.Application) {
	app.Flag("storage.tsdb.path", "Base path for metrics storage. Without it a temporary folder is used and removed at the end.").StringVar(&s.storagePath)
	app.Flag("storage.tsdb.retention.time", "How long to retain samples in storage.").SetValue(&s.retentionTime)
	app.Flag("storage.tsdb.retention.size", "Maximum number of bytes that can be stored for blocks.").BytesVar(&s.retentionSize)
	app.Flag("storage.tsdb.min-block-duration", "Minimum duration of a data block before being persisted.").Hidden().Default("2h").SetValue(&s.minBlock)
	app.Flag("storage.tsdb.max-block-duration", "Maximum duration compacted blocks may span.").Hidden().SetValue(&s.maxBlock)
	app.Flag("storage.tsdb.samples-per-chunk", "Target number of samples per chunk.").Default("120").Hidden().IntVar(&s.tsdb.SamplesPerChunk)
	app.Flag("storage.remote.read-sample-limit", "Maximum overall number of samples of one remote read.").Default("50000000").IntVar(&s.web.RemoteReadSampleLimit)
	app.Flag("storage.remote.read-concurrent-limit", "Maximum number of concurrent remote read calls.").Default("10").IntVar(&s.web.RemoteReadConcurrencyLimit)
	app.Flag("storage.remote.read-max-bytes-in-frame", "Maximum number of bytes in a single frame.").Default("1048576").IntVar(&s.web.RemoteReadBytesInFrame)
}

func (s *settings) declareQueries(app *kingpin.Application) {
	app.Flag("rules.alert.for-outage-tolerance", `Max time to tolerate prometheus outage for restoring "for" state of alert.`).Default("1h").SetValue(&s.outageTolerance)
	app.Flag("rules.alert.for-grace-period", `Minimum duration between alert and restored "for" state.`).Default("10m").SetValue(&s.forGracePeriod)
	app.Flag("rules.alert.resend-delay", "Minimum amount of time to wait before resending an alert to Alertmanager.").Default("1m").SetValue(&s.resendDelay)
	app.Flag("rules.max-concurrent-evals", "Global concurrency limit for independent rules.").Default("4").Int64Var(&s.maxConcurrentEvals)
	app.Flag("query.lookback-delta", "The maximum lookback duration for retrieving metrics during expression evaluations.").Default("5m").SetValue(&s.lookbackDelta)
	app.Flag("query.timeout", "Maximum time a query may take before being aborted.").Default("2m").SetValue(&s.queryTimeout)
	app.Flag("query.max-samples", "Maximum number of samples a single query can load into memory.").Default("50000000").IntVar(&s.queryMaxSamples)
	app.Flag("web.search.max-limit", "Hard upper bound of the search API's limit.").Default("10000").IntVar(&s.web.MaxSearchLimit)
}

// enableFeatures applies --enable-feature, and logs unknown features as the prometheus command does.
func (s *settings) enableFeatures(logger *slog.Logger) {
	for _, list := range s.features {
		for feature := range strings.SplitSeq(list, ",") {
			switch feature {
			case "exemplar-storage":
				s.tsdb.EnableExemplarStorage = true
			case "concurrent-rule-eval":
				s.concurrentRules = true
			case "promql-per-step-stats":
				s.perStepStats = true
			case "promql-experimental-functions":
				s.parser.EnableExperimentalFunctions = true
			case "promql-extended-range-selectors":
				s.parser.EnableExtendedRangeSelectors = true
			case "promql-binop-fill-modifiers":
				s.parser.EnableBinopFillModifiers = true
			case "promql-delayed-name-removal":
				s.delayedNameRemoval = true
			case "use-start-timestamps":
				s.startTimestamps = true
			case "type-and-unit-labels":
				s.scrape.EnableTypeAndUnitLabels = true
				s.web.EnableTypeAndUnitLabels = true
			case "otlp-deltatocumulative":
				s.web.ConvertOTLPDelta = true
			case "otlp-native-delta-ingestion":
				s.web.NativeOTLPDeltaIngestion = true
			case "search-api":
				s.web.EnableSearch = true
			case "native-histograms", "ooo-native-histograms", "promql-duration-expr":
				logger.Warn("This option for --enable-feature is a no-op.", "option", feature)
			default:
				logger.Warn("Unknown option for --enable-feature", "option", feature)
			}
		}
	}
}

// absolute returns a path as messages of the prometheus command print it.
func absolute(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}
