/** Where a text is: what a string literal, a comment, a declared name, a page, another text file and a path say is checked apart. */
export type Place = 'string' | 'comment' | 'identifier' | 'docs' | 'config' | 'path';

/** A row of the glossary in docs/style.md, and how its words are found. */
export interface Term {
  /** What not to write, as the table shows it. */
  avoid: string;
  /** What to write. */
  write: string;
  /**
   * A regular expression for whole words; case does not matter. A space also matches a line break, and the boundary between
   * the parts of a camelCase or kebab-case name. Without it and `pattern`, only a reader can judge.
   */
  match?: string;
  /** The same for what is not made of words. */
  pattern?: RegExp;
  /** Where it is wrong; everywhere if undefined. */
  places?: readonly Place[];
  /** Paths in which the word has its ordinary meaning. */
  except?: RegExp;
}

const prose: readonly Place[] = ['string', 'comment', 'docs', 'config'];
const names: readonly Place[] = ['identifier', 'path'];

/**
 * The words that this project does not use, by subject. `npm run docs` writes them into docs/style.md. A pattern must never
 * match correct text: what depends on the context has no pattern.
 */
export const terms: readonly Term[] = [
  // Faults
  {
    avoid: 'strike, struck (a request, a component)',
    write: 'inject a fault; injected; affected request; faulted component',
    match: 'strikes?|struck|striking|strikers?',
  },
  { avoid: 'first wrong request', write: 'first affected request', match: 'first wrong|wrong requests?' },
  { avoid: 'drill', write: 'fault schedule', match: 'drills?(?!\\Wdown)' },
  {
    avoid: 'taken back (a fault)',
    write: 'reverted',
    match: '(take|takes|taken|taking|took)( (it|them|this|that|every fault|all faults|faults))? back',
  },
  { avoid: 'by hand, hand-faults', write: 'manually, manual-faults', match: 'by hand|hand faults?' },
  { avoid: 'broken-propagation (the fault)', write: 'lost-context', match: 'broken propagation' },
  { avoid: 'errors (the fault)', write: 'error-rate' },
  { avoid: 'component-board', write: 'component-states', match: 'board', places: names },
  { avoid: 'gate (file name)', write: 'pausable-server', match: '(?<!feature )gate', places: ['path'] },

  // Output
  { avoid: 'tell, tells, telling, told', write: 'print, report, show, return', match: 'tells?|telling|told' },
  { avoid: 'how the run is told', write: 'output format' },
  { avoid: 'say of, says of, said of', write: 'report', match: '(say|says|said) of' },
  { avoid: 'say, said (a program)', write: 'print, log, report, return; message' },
  { avoid: 'problem, note (severity)', write: 'error, info', pattern: /^\s*(problem|note)\s*$/g, places: ['string'] },
  { avoid: 'complain, complaints', write: 'warn, warnings', match: 'complain(s|ed|ing|ts?)?' },
  { avoid: 'words (file name)', write: 'format', match: 'words', places: ['path'] },
  { avoid: 'mend', write: 'fix', match: 'mend(s|ed|ing)?' },
  { avoid: 'defect', write: 'internal error (`ExitCode.internal`, `internal-error`)', match: 'defects?' },

  // Simulation and traffic
  {
    avoid: 'play, played (a check, traffic)',
    write: 'simulate, simulated; send (traffic); replay (recordings)',
    match: '(?<!into )plays?|played|playing|players?',
  },
  { avoid: 'world', write: 'simulation', match: '(?<!(hello|real|outside|outer)\\W)worlds?' },
  { avoid: 'course', write: 'request context', match: '(?<!of )courses?' },
  { avoid: 'facts', write: 'variables', match: 'facts?', places: names },
  {
    avoid: 'perform, performer, performance (a step)',
    write: 'execute, interpreter',
    match: 'performers?|performance|perform(?= (call|message|query|span|ts))',
    places: names,
  },
  { avoid: 'truth', write: 'ground truth', match: '(?<!ground\\W)(?<!sources? of )truth' },
  { avoid: 'stretch', write: 'time range, window', match: 'stretch(es)?' },
  { avoid: 'sought, seek', write: 'search', match: 'sought' },
  { avoid: 'surroundings', write: 'environment', match: 'surroundings' },
  {
    avoid: 'witness, opening balance',
    write: 'counters at start, baseline counters',
    match: 'witness(es)?|opening balances?',
  },
  { avoid: 'given (file name)', write: 'inputs', match: 'given(?= ts)', places: ['path'] },

  // Telemetry and sampling
  { avoid: 'ways in, ways out', write: 'receivers, exporters', match: 'ways (in|out)(?! which| that)' },
  { avoid: 'wayIn, wayOut', write: 'receiver, exporter', match: 'way (in|out)', places: names },
  {
    avoid: 'claim, claimed (by a policy)',
    write: 'sample, sampled by the policy',
    match: 'claim(s|ed|ing)?',
    // A process also claims a lock or a name, and a pod in Kubernetes a volume.
    except: /docker|kubernetes|lock\.(test\.)?ts$/,
  },
  {
    avoid: 'fragments, in part, lacks spans, torn',
    write: 'incomplete trace(s); `incomplete`',
    match: 'fragments?|in part|lacks? spans|torn(?! down)',
    except: /cases\.test\.ts$/,
  },
  { avoid: 'draws lots', write: 'probabilistic', match: '(draw|draws|drew|drawn|drawing) lots' },
  {
    avoid: 'given up, gave up',
    write: 'dropped (telemetry); timed out (waiting); stopped retrying',
    match: '(give|gives|given|giving|gave) up',
  },
  { avoid: 'patience', write: 'timeout', match: 'patience|patient(ly)?' },

  // Alerts
  {
    avoid: 'life, lives (of an alert)',
    write: 'alert timeline',
    match: 'life|(?<!(process|sandbox|that|it|which) )lives',
  },
  { avoid: 'asleep (an alert)', write: 'resolved, inactive', match: 'asleep' },

  // Plain English
  {
    avoid: "a person, a person's files",
    write: "the user, the user's files",
    match: "persons?('s)?",
  },
  { avoid: 'somebody, nobody, anybody', write: 'no one, or rephrase', match: '(some|no|any)body' },
  { avoid: 'beside', write: 'next to, in addition to', match: 'beside' },
  {
    avoid: 'of which',
    write: 'rephrase in two sentences',
    match: '(?<!one |two |three |all |some |none |most |many |both |each )of which',
  },
  {
    avoid: 'stands (is somewhere)',
    write: 'is, is defined',
    match: 'stands(?! (for|still|out|alone|in for|in place))',
  },
  { avoid: 'lies (is somewhere)', write: 'is', match: '(what|where it|where they) (lies?|lay)' },
  {
    avoid: 'comes of, became of, makes of',
    write: 'results in, happens to',
    match: '(comes|came|becomes?|became) of|what(ever)? (it|they|the \\w+) (makes?|made) of',
  },
  {
    avoid: 'hold, held (a test holds X to Y)',
    write: 'verify, check, assert, keep',
    match: '(hold|holds|held) (to|against)|(hold|holds|held) (it|them|this|that) (to|against)',
  },
  { avoid: 'held (an expectation)', write: 'passed', match: 'expectations? (holds?|held)' },
  {
    avoid: 'is no more, has no more',
    write: 'no longer exists, no longer has',
    match: '(is|are|has|have|does|sends?) no more(?=\\s*([.,;:)]|$))',
  },
  { avoid: 'all the same (adverb)', write: 'still, anyway', match: 'all the same(?=\\s*([.,;:)]|$))' },
  { avoid: 'whether X or not, in so far as, so long as X is not', write: 'a condition with "if" or "unless"' },

  // Spelling
  { avoid: 'catalogue', write: 'catalog', match: 'catalogues?' },
  { avoid: 'licence', write: 'license', match: 'licences?' },
  {
    avoid: 'behaviour, colour, favour, honour, neighbour, grey, centre, spelt',
    write: 'behavior, color, favor, honor, neighbor, gray, center, spelled',
    match: '(behaviour|colour|favour|honour|neighbour|grey|centre)(s|ed|ing)?|spelt',
  },
  {
    avoid: 'labelled, modelled, travelled, signalled',
    write: 'labeled, modeled, traveled, signaled',
    match: '(un|re)?(label|model|travel|signal)l(ed|ing)',
  },
  {
    avoid: 'analyse, initialise, normalise, organise, recognise, serialise, summarise',
    write: 'analyze, initialize, ... (with z)',
    match:
      '(analys|daemonis|initialis|normalis|organis|recognis|serialis|summaris|optimis|minimis|maximis)(e|es|ed|er|ing|ation|ations)(?<!analyses)',
  },

  // Figures
  { avoid: '5 %', write: '5%', pattern: /[\d\ufffc][ \u00a0\u202f]%(?! ?\d)/g, places: prose },
  {
    avoid: '14 266',
    write: '14,266',
    pattern: /(?<![\d.,:]|\d )\b\d{1,3}([ \u00a0\u202f\u2009]\d{3})+(?![\d.]| \d)/g,
    places: ['string', 'comment', 'docs'],
  },
  {
    avoid: '2 m 34 s',
    write: '2m34s',
    pattern: /[\d\ufffc] ?(d|h|m|min) [\d\ufffc]+ ?(h|m|min|s|ms)\b/g,
    places: prose,
  },
  {
    avoid: '25 ms, 1.2 s (in output and docs)',
    write: '25ms, 1.2s',
    pattern: /(?<!\b(d|h|m|min) |[\d.\ufffc])[\d\ufffc][\d.]* (ms|s|min)\b/g,
    places: ['string', 'docs'],
  },
  {
    avoid: '1.3GB',
    write: '1.3 GB (not in configuration syntax)',
    pattern: /\b\d+(\.\d+)?[kKMGT]i?B\b/g,
    places: ['docs'],
  },
  {
    avoid: '5.06 requests a second',
    write: '5.06 requests/s',
    match: '(requests?|spans?|traces|records|lines|samples|points|bytes) a (second|minute|hour)',
  },
];
