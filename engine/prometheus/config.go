package prometheus

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/rules"
)

// loadConfig reads and checks the configuration file and all files that it refers to. Errors are those of the
// prometheus command.
func (s *settings) loadConfig(p parser.Parser, logger *slog.Logger) (*config.Config, error) {
	failed := func(what string, err error) (*config.Config, error) {
		return nil, fmt.Errorf("%s (--config.file=%s): %w", what, absolute(s.configFile), err)
	}
	cfg, err := config.LoadFile(s.configFile, false, logger)
	if err != nil {
		return failed("loading config", err)
	}
	if _, err := cfg.GetScrapeConfigs(); err != nil {
		return failed("loading scrape config files", err)
	}
	if err := rules.ParseFiles(cfg.RuleFiles, cfg.GlobalConfig.MetricNameValidationScheme, p, logger); err != nil {
		return failed("loading rule files", err)
	}
	if s.tsdb.EnableExemplarStorage && cfg.StorageConfig.ExemplarsConfig == nil {
		exemplars := config.DefaultExemplarsConfig
		cfg.StorageConfig.ExemplarsConfig = &exemplars
	}
	if len(cfg.RemoteWriteConfigs) > 0 || len(cfg.RemoteReadConfigs) > 0 {
		logger.Warn("remote_write and remote_read are not part of this build and are ignored")
	}
	return cfg, nil
}

// ruleFiles returns the files that match the patterns of the configuration.
func ruleFiles(cfg *config.Config) ([]string, error) {
	var files []string
	for _, pattern := range cfg.RuleFiles {
		matched, err := filepath.Glob(pattern)
		if err != nil {
			return nil, fmt.Errorf("retrieving rule files for %s: %w", pattern, err)
		}
		files = append(files, matched...)
	}
	return files, nil
}

// apply applies a configuration to every part. It continues after an error, so that one reload reports all errors.
func (s *server) apply(cfg *config.Config) error {
	failed := false
	part := func(name string, err error) {
		if err != nil {
			s.logger.Error("Failed to apply configuration", "component", name, "err", err)
			failed = true
		}
	}
	part("db_storage", s.storage.ApplyConfig(cfg))
	part("web_handler", s.web.ApplyConfig(cfg))
	// Scraping and notifying need the configuration before discovery sends them its targets.
	part("scrape", s.scrape.ApplyConfig(cfg))
	part("scrape_sd", s.applyTargets(cfg))
	part("notify", s.notifier.ApplyConfig(cfg))
	part("notify_sd", s.applyAlertmanagers(cfg))
	part("rules", s.applyRules(cfg))
	if failed {
		return fmt.Errorf("one or more errors occurred while applying the new configuration (--config.file=%q)", s.settings.configFile)
	}
	s.subqueryInterval.Store(milliseconds(cfg.GlobalConfig.EvaluationInterval))
	return nil
}

func (s *server) applyTargets(cfg *config.Config) error {
	jobs, err := cfg.GetScrapeConfigs()
	if err != nil {
		return err
	}
	targets := map[string]discovery.Configs{}
	for _, job := range jobs {
		targets[job.JobName] = job.ServiceDiscoveryConfigs
	}
	return s.scrapeTargets.ApplyConfig(targets)
}

func (s *server) applyAlertmanagers(cfg *config.Config) error {
	targets := map[string]discovery.Configs{}
	for name, alertmanager := range cfg.AlertingConfig.AlertmanagerConfigs.ToMap() {
		targets[name] = alertmanager.ServiceDiscoveryConfigs
	}
	return s.notifyTargets.ApplyConfig(targets)
}

func (s *server) applyRules(cfg *config.Config) error {
	files, err := ruleFiles(cfg)
	if err != nil {
		return err
	}
	return s.rules.Update(time.Duration(cfg.GlobalConfig.EvaluationInterval), files, cfg.GlobalConfig.ExternalLabels, s.settings.web.ExternalURL.String(), nil)
}
