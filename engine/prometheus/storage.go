package prometheus

import (
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/util/features"
)

// defaultRetention applies if neither the command line nor the configuration has a retention. A sandbox runs for hours,
// and its blocks are in the program's memory, because WebAssembly has no mmap.
const defaultRetention = model.Duration(24 * time.Hour)

// series stripes of the head: enough for a few thousand series, while the default of 16,384 costs megabytes.
const stripes = 1024

// applyStorageDefaults gives a configuration without retention that of the command line.
func (s *settings) applyStorageDefaults() {
	if s.retentionTime == 0 && s.retentionSize == 0 {
		s.retentionTime = defaultRetention
	}
	config.DefaultTSDBRetentionConfig = config.TSDBRetentionConfig{Time: s.retentionTime, Size: s.retentionSize}
}

// openStorage opens the time series database without a write-ahead log, lock or memory maps.
func openStorage(s *settings, cfg *config.Config, logger *slog.Logger, registry prometheus.Registerer) (database, error) {
	options := s.tsdb
	options.WALSegmentSize = -1
	options.NoLockfile = true
	options.StripeSize = stripes
	options.MinBlockDuration = milliseconds(s.minBlock)
	options.OutOfOrderTimeWindow = cfg.StorageConfig.TSDBConfig.OutOfOrderTimeWindow
	options.StaleSeriesCompactionThreshold = cfg.StorageConfig.TSDBConfig.StaleSeriesCompactionThreshold
	options.RetentionDuration = milliseconds(cfg.StorageConfig.TSDBConfig.Retention.Time)
	options.MaxBytes = int64(cfg.StorageConfig.TSDBConfig.Retention.Size)
	options.MaxBlockDuration = milliseconds(s.maxBlock)
	if options.MaxBlockDuration == 0 {
		// A tenth of the retention, as in the prometheus command.
		options.MaxBlockDuration = max(options.RetentionDuration/10, options.MinBlockDuration)
	}
	if cfg.StorageConfig.ExemplarsConfig != nil {
		options.MaxExemplars = cfg.StorageConfig.ExemplarsConfig.MaxExemplars
	}
	options.FeatureRegistry = features.DefaultRegistry
	db, err := tsdb.Open(s.storagePath, logger.With("component", "tsdb"), registry, options, nil)
	return database{db}, err
}

func milliseconds(d model.Duration) int64 {
	return time.Duration(d).Milliseconds()
}

// database provides what the status pages of the web API need of a time series database.
type database struct {
	*tsdb.DB
}

func (d database) Stats(label string, limit int) (*tsdb.Stats, error) {
	return d.Head().Stats(label, limit), nil
}

func (d database) BlockMetas() ([]tsdb.BlockMeta, error) {
	return d.DB.BlockMetas(), nil
}

// WALReplayStatus reports a finished replay, because there is no write-ahead log.
func (database) WALReplayStatus() (tsdb.WALReplayStatus, error) {
	return tsdb.WALReplayStatus{}, nil
}
