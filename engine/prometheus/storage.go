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

// defaultRetention is what is kept when neither the command line nor the configuration says: a sandbox lives for hours, and its blocks
// are held in the program's memory (there is no mmap in WebAssembly).
const defaultRetention = model.Duration(24 * time.Hour)

// series stripes of the head: a few thousand series need no more, and the default of 16,384 costs megabytes.
const stripes = 1024

// applyStorageDefaults makes the command line's retention the one that a configuration without retention gets.
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
		// A tenth of the retention, as the real program has it.
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

// database gives the web API's status pages what they ask of a time series database.
type database struct {
	*tsdb.DB
}

func (d database) Stats(label string, limit int) (*tsdb.Stats, error) {
	return d.Head().Stats(label, limit), nil
}

func (d database) BlockMetas() ([]tsdb.BlockMeta, error) {
	return d.DB.BlockMetas(), nil
}

// WALReplayStatus is that of a replay which is done, since there is no log.
func (database) WALReplayStatus() (tsdb.WALReplayStatus, error) {
	return tsdb.WALReplayStatus{}, nil
}
