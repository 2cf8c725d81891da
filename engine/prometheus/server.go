// Package prometheus is the Prometheus server, assembled from its own packages because its main package cannot be
// imported. Flags and configuration file are those of the `prometheus` command.
package prometheus

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"

	remoteapi "github.com/prometheus/client_golang/exp/api/remote"
	client "github.com/prometheus/client_golang/prometheus"
	versioncollector "github.com/prometheus/client_golang/prometheus/collectors/version"
	"github.com/prometheus/common/promslog"
	"github.com/prometheus/common/version"
	"github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery"
	"github.com/prometheus/prometheus/model/relabel"
	"github.com/prometheus/prometheus/notifier"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/rules"
	"github.com/prometheus/prometheus/scrape"
	"github.com/prometheus/prometheus/template"
	"github.com/prometheus/prometheus/util/features"
	"github.com/prometheus/prometheus/util/logging"
	"github.com/prometheus/prometheus/util/notifications"
	"github.com/prometheus/prometheus/web"

	"sandbox/engine/host"
)

// release is the Prometheus release that go.mod pins (module version 0.315 is release 3.15).
const release = "3.15.1"

// server is a Prometheus server; its parts start in run.
type server struct {
	settings *settings
	logger   *slog.Logger
	parser   parser.Parser

	storage       database
	engine        *promql.Engine
	rules         *rules.Manager
	scrape        *scrape.Manager
	notifier      *notifier.Manager
	scrapeTargets *discovery.Manager
	notifyTargets *discovery.Manager
	web           *web.Handler

	subqueryInterval atomic.Int64
	cancel           context.CancelFunc
}

// Run does what `prometheus ARGS` does, and returns when the server has stopped.
func Run(args []string) error {
	version.Version = release
	settings, flags, err := parseFlags(args)
	if err != nil {
		return err
	}
	settings.log.Writer = os.Stderr
	logger := promslog.New(&settings.log)
	settings.enableFeatures(logger)
	settings.applyStorageDefaults()
	if err := settings.completeWeb(); err != nil {
		return err
	}
	p := parser.NewParser(settings.parser)
	cfg, err := settings.loadConfig(p, promslog.NewNopLogger())
	if err != nil {
		return err
	}
	if settings.storagePath == "" {
		if settings.storagePath, err = os.MkdirTemp("", "prometheus-"); err != nil {
			return err
		}
		defer os.RemoveAll(settings.storagePath)
	}
	logger.Info("Starting Prometheus Server", "version", version.Info())
	s, err := newServer(settings, flags, cfg, p, logger)
	if err != nil {
		return err
	}
	return s.run(cfg)
}

// completeWeb derives the web options that have no flag.
func (s *settings) completeWeb() error {
	if s.externalURL == "" {
		_, port, err := net.SplitHostPort(s.web.ListenAddresses[0])
		if err != nil {
			return err
		}
		s.externalURL = fmt.Sprintf("http://%s/", net.JoinHostPort("localhost", port))
	}
	external, err := url.Parse(s.externalURL)
	if err != nil {
		return fmt.Errorf("parse external URL %q: %w", s.externalURL, err)
	}
	external.Path = strings.TrimRight(external.Path, "/")
	s.web.ExternalURL = external
	if s.web.RoutePrefix == "" {
		s.web.RoutePrefix = external.Path
	}
	s.web.RoutePrefix = "/" + strings.Trim(s.web.RoutePrefix, "/")
	origin, err := relabel.NewRegexp(s.corsOrigin)
	if err != nil {
		return fmt.Errorf("could not compile CORS regex string %q: %w", s.corsOrigin, err)
	}
	s.web.CORSOrigin = origin.Regexp
	for _, message := range s.writeMessages {
		s.web.AcceptRemoteWriteProtoMsgs = append(s.web.AcceptRemoteWriteProtoMsgs, remoteapi.WriteMessageType(message))
	}
	s.web.ReadTimeout = time.Duration(s.readTimeout)
	s.web.LookbackDelta = time.Duration(s.lookbackDelta)
	return nil
}

func newServer(set *settings, flags map[string]string, cfg *config.Config, p parser.Parser, logger *slog.Logger) (*server, error) {
	registry := client.DefaultRegisterer
	registry.MustRegister(versioncollector.NewCollector("prometheus"))
	ctx, cancel := context.WithCancel(context.Background())
	s := &server{settings: set, logger: logger, parser: p, cancel: cancel}
	s.subqueryInterval.Store(milliseconds(config.DefaultGlobalConfig.EvaluationInterval))
	template.RegisterFeatures(features.DefaultRegistry)

	var err error
	if s.storage, err = openStorage(set, cfg, logger, registry); err != nil {
		return nil, fmt.Errorf("opening storage failed: %w", err)
	}
	discoveryMetrics, err := discovery.CreateAndRegisterSDMetrics(registry)
	if err != nil {
		return nil, err
	}
	discover := func(name string) *discovery.Manager {
		return discovery.NewManager(ctx, logger.With("component", "discovery manager "+name), registry, discoveryMetrics, discovery.Name(name))
	}
	s.scrapeTargets, s.notifyTargets = discover("scrape"), discover("notify")

	set.scrape.FeatureRegistry = features.DefaultRegistry
	s.scrape, err = scrape.NewManager(&set.scrape, logger.With("component", "scrape manager"), logging.NewJSONFileLogger, nil, s.storage, registry)
	if err != nil {
		return nil, err
	}
	set.notifier.Registerer = registry
	s.notifier = notifier.NewManager(&set.notifier, cfg.GlobalConfig.MetricNameValidationScheme, logger.With("component", "notifier"))
	s.engine = s.newEngine(registry)
	s.rules = s.newRules(ctx, cfg, registry)
	s.web = s.newWeb(ctx, flags, registry)
	return s, nil
}

func (s *server) newEngine(registry client.Registerer) *promql.Engine {
	return promql.NewEngine(promql.EngineOpts{
		Logger:                   s.logger.With("component", "query engine"),
		Reg:                      registry,
		MaxSamples:               s.settings.queryMaxSamples,
		Timeout:                  time.Duration(s.settings.queryTimeout),
		LookbackDelta:            time.Duration(s.settings.lookbackDelta),
		NoStepSubqueryIntervalFn: func(int64) int64 { return s.subqueryInterval.Load() },
		EnableAtModifier:         true,
		EnableNegativeOffset:     true,
		EnablePerStepStats:       s.settings.perStepStats,
		EnableDelayedNameRemoval: s.settings.delayedNameRemoval,
		EnableTypeAndUnitLabels:  s.settings.scrape.EnableTypeAndUnitLabels,
		UseStartTimestamps:       s.settings.startTimestamps,
		FeatureRegistry:          features.DefaultRegistry,
		Parser:                   s.parser,
	})
}

func (s *server) newRules(ctx context.Context, cfg *config.Config, registry client.Registerer) *rules.Manager {
	return rules.NewManager(&rules.ManagerOptions{
		NameValidationScheme:   cfg.GlobalConfig.MetricNameValidationScheme,
		Appendable:             s.storage,
		Queryable:              s.storage,
		QueryFunc:              rules.EngineQueryFunc(s.engine, s.storage),
		NotifyFunc:             rules.SendAlerts(s.notifier, s.settings.web.ExternalURL.String()),
		Context:                ctx,
		ExternalURL:            s.settings.web.ExternalURL,
		Registerer:             registry,
		Logger:                 s.logger.With("component", "rule manager"),
		OutageTolerance:        time.Duration(s.settings.outageTolerance),
		ForGracePeriod:         time.Duration(s.settings.forGracePeriod),
		ResendDelay:            time.Duration(s.settings.resendDelay),
		MaxConcurrentEvals:     s.settings.maxConcurrentEvals,
		ConcurrentEvalsEnabled: s.settings.concurrentRules,
		DefaultRuleQueryOffset: func() time.Duration { return time.Duration(cfg.GlobalConfig.RuleQueryOffset) },
		FeatureRegistry:        features.DefaultRegistry,
		Parser:                 s.parser,
	})
}

func (s *server) newWeb(ctx context.Context, flags map[string]string, registry client.Registerer) *web.Handler {
	notices := notifications.NewNotifications(16, registry)
	options := &s.settings.web
	options.Context = ctx
	options.TSDBDir = s.settings.storagePath
	options.LocalStorage = s.storage
	options.Storage = s.storage
	options.ExemplarStorage = s.storage
	options.QueryEngine = s.engine
	options.ScrapeManager = s.scrape
	options.RuleManager = s.rules
	options.Notifier = s.notifier
	options.NotificationsGetter = notices.Get
	options.NotificationsSub = notices.Sub
	options.Version = &web.PrometheusVersion{Version: version.Version, GoVersion: version.GoVersion}
	options.Flags = flags
	options.AppName = "Prometheus Server"
	options.Gatherer = client.DefaultGatherer
	options.Registerer = registry
	options.FeatureRegistry = features.DefaultRegistry
	options.Parser = s.parser
	servePages()
	return web.New(s.logger.With("component", "web"), options)
}

// run serves until the host or a request stops it, or the web server fails. It stops all writers before it closes the
// storage.
func (s *server) run(cfg *config.Config) error {
	stop := host.StopRequested()
	listeners, err := s.web.Listeners()
	if err != nil {
		return fmt.Errorf("unable to start web listener: %w", err)
	}
	ctx, stopWeb := context.WithCancel(context.Background())
	defer stopWeb()
	webEnded := make(chan error, 1)
	go func() { webEnded <- s.web.Run(ctx, listeners, s.settings.webConfigFile) }()
	if err := s.apply(cfg); err != nil {
		return err
	}
	go func() { _ = s.scrapeTargets.Run() }()
	go func() { _ = s.notifyTargets.Run() }()
	go s.rules.Run()
	go func() { _ = s.scrape.Run(s.scrapeTargets.SyncCh()) }()
	go s.notifier.Run(s.notifyTargets.SyncCh())
	s.web.SetReady(web.Ready)
	s.logger.Info("Server is ready to receive web requests.")
	host.Ready()

	failure := s.serve(stop, webEnded)
	s.web.SetReady(web.Stopping)
	s.rules.Stop()
	s.scrape.Stop()
	s.notifier.Stop()
	s.cancel()
	stopWeb()
	if err := s.storage.Close(); err != nil && failure == nil {
		failure = fmt.Errorf("closing storage: %w", err)
	}
	s.logger.Info("See you next time!")
	return failure
}

func (s *server) serve(stop <-chan struct{}, webEnded <-chan error) error {
	for {
		select {
		case <-stop:
			return nil
		case <-s.web.Quit():
			s.logger.Warn("Received termination request via web service, exiting gracefully...")
			return nil
		case err := <-webEnded:
			return fmt.Errorf("error starting web server: %w", err)
		case answer := <-s.web.Reload():
			answer <- s.reload()
		}
	}
}

func (s *server) reload() error {
	cfg, err := s.settings.loadConfig(s.parser, s.logger)
	if err != nil {
		return err
	}
	return s.apply(cfg)
}
