import type { Grammar } from './grammar.ts';

const ofVector =
  'absent abs acos acosh asin asinh atan atanh ceil cos cosh days_in_month day_of_month day_of_week day_of_year deg exp floor ' +
  'histogram_count histogram_stddev histogram_stdvar histogram_sum histogram_avg hour ln log10 log2 minute month rad round ' +
  'scalar sgn sin sinh sort sort_desc sqrt tan tanh timestamp start_timestamp year info';
const ofRange =
  'absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate last_over_time ' +
  'mad_over_time max_over_time min_over_time ts_of_first_over_time ts_of_max_over_time ts_of_min_over_time ' +
  'ts_of_last_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time';
const list = (names: string): string[] => names.split(' ');

/** PromQL, with the structure of `@prometheus-io/lezer-promql`. */
export const promql: Grammar = {
  Query: ['$Vector', '$Vector', '$Vector', '$Matrix', '$Scalar', '"$Word"', '$Vector # $Word\n'],
  Vector: [
    ...[
      '$Selector',
      '$Selector',
      '$Call',
      '$Call',
      '$Aggregation',
      '$Aggregation',
      '($Vector)',
      '-$Vector',
      '$Binary',
      '$Binary',
    ],
    ...[
      '$Selector offset $Offset',
      '$Selector @ $At',
      '$Selector @ $At offset $Offset',
      '$Selector anchored',
      '$Selector smoothed',
    ],
  ],
  Selector: [
    'up',
    '$Metric',
    '$Metric{$Matchers}',
    '{__name__=~"$Regex"}',
    '{"$Metric", $Matchers,}',
    '$Metric{}',
    '{"a.b"}',
  ],
  Metric: [
    ...[
      'otelcol_receiver_accepted_spans_total',
      'traces_span_metrics_calls_total',
      'traces_span_metrics_duration_milliseconds_bucket',
    ],
    ...['target_info', 'ALERTS', 'job:up:sum', 'fuzz_gauge', 'fuzz_histogram', 'go_goroutines'],
  ],
  Matchers: [
    '$Label="$Word"',
    '$Label!="$Word"',
    '$Label=~"$Regex"',
    '$Label!~"$Regex"',
    '"$Label"="$Word"',
    '$Matchers, $Matchers',
  ],
  Matrix: [
    '$Selector[$Range]',
    '$Selector[$Range] offset $Offset',
    '$Selector[$Range] @ $At',
    '$Vector[$Window:$Step]',
    '$Vector[$Window:]',
  ],
  Range: [
    '5m',
    '1m',
    '$Duration',
    '$Duration',
    'step()',
    'range()',
    'min_of($Range, 5m)',
    'max_of($Range, 1h)',
    '$Range $Arithmetic 2',
    '($Range)',
    '-1m',
    '5',
  ],
  Window: ['5m', '1m', '10m', '1h'],
  Step: ['1m', '15s', '5m'],
  Offset: ['5m', '-5m', '1y', '(1m + 30s)', '0s', '1h30m'],
  At: ['0', '1e9', 'start()', 'end()', '-1', '1767225600.123', 'NaN', 'Inf'],
  Arithmetic: ['+', '-', '*', '/', '%', '^'],
  Call: [
    ...[
      '$OfVector($Vector)',
      '$OfRange($Matrix)',
      '$OfRange($Matrix)',
      'histogram_quantile($Scalar, $Vector)',
      'vector($Scalar)',
    ],
    ...[
      'clamp($Vector, $Scalar, $Scalar)',
      'clamp_max($Vector, 1)',
      'clamp_min($Vector, NaN)',
      'round($Vector, $Scalar)',
    ],
    ...[
      'histogram_fraction(0, $Scalar, $Vector)',
      'histogram_quantiles($Vector, "q", 0.5, 0.9)',
      'quantile_over_time($Scalar, $Matrix)',
    ],
    ...[
      'double_exponential_smoothing($Matrix, 0.5, $Scalar)',
      'predict_linear($Matrix, $Scalar)',
      'label_join($Vector, "$Label", ",", "$Label")',
    ],
    ...[
      'label_replace($Vector, "$Label", "$1", "$Label", "$Regex")',
      'sort_by_label($Vector, "$Label")',
      'sort_by_label_desc($Vector)',
    ],
  ],
  OfVector: list(ofVector),
  OfRange: list(ofRange),
  Aggregation: [
    ...[
      '$Operator($Vector)',
      '$Operator $Grouping ($Vector)',
      '$Operator($Vector) $Grouping',
      'topk($Scalar, $Vector)',
      'bottomk(3, $Vector)',
    ],
    ...[
      'quantile($Scalar, $Vector)',
      'count_values("$Label", $Vector)',
      'limitk(2, $Vector)',
      'limit_ratio(-0.5, $Vector)',
    ],
  ],
  Operator: ['sum', 'avg', 'count', 'group', 'max', 'min', 'stddev', 'stdvar'],
  Grouping: ['by ($Label)', 'without ($Label, $Label)', 'by ()', 'by ("$Label")'],
  Binary: [
    ...[
      '$Vector $Arithmetic $Scalar',
      '$Vector $Operation $Vector',
      '$Vector $Operation $Vector',
      '$Vector $Compare bool $Vector',
    ],
    ...[
      '$Vector $Operation $Matching $Vector',
      '$Vector $Set $Vector',
      '$Vector $Compare $Scalar',
      '$Vector + $Fill $Vector',
    ],
  ],
  Operation: ['+', '-', '*', '/', '%', '^', 'atan2', '==', '!=', '>', '<', '>=', '<=', '>/', '</'],
  Compare: ['==', '!=', '>', '<', '>=', '<='],
  Set: ['and', 'or', 'unless', 'and on ($Label)', 'unless ignoring ($Label)'],
  Matching: ['on ($Label)', 'ignoring ($Label, $Label)', 'on () group_left ($Label)', 'ignoring ($Label) group_right'],
  Fill: ['fill(0)', 'fill_left(1)', 'fill_right(NaN)', 'fill_left(0) fill_right(1)'],
  Scalar: [
    '1',
    '0',
    '$Number',
    '-$Number',
    '+1',
    'time()',
    'pi()',
    'scalar($Vector)',
    '$Scalar $Arithmetic $Scalar',
    'start()',
    'end()',
    'range()',
    'step()',
  ],
  Number: ['0.5', '1e300', 'Inf', 'NaN', '0x1F', '5m', '1_000', '.5e-3', '9007199254740993'],
  Duration: ['30s', '1h', '1d', '1y', '100ms', '0s', '1h30m', '1w'],
  Label: ['job', 'instance', 'le', 'service_name', '__name__', 'x', 'a_b'],
  Word: ['', 'order', 'otel-collector', 'é😀', '\\\\', '\\"', '\\u00e9', '$1', 'a b'],
  Regex: [
    '.+',
    '.*',
    'otelcol_.+',
    'fuzz_.*',
    '(.|.)+!',
    'a|b|c',
    '(?i)UP',
    'x{1,1000}',
    '[[:alpha:]]+',
    '^$',
    '(a*)*b',
  ],
};
