/**
 * The speech programs of the three systems, described as data: how each is
 * asked for its voices, how a line is spoken, how its answers are read. Pure.
 *
 * The text to speak never appears among the arguments: it goes in by file or
 * standard input, so nothing in it can be taken for an option or a command.
 */

export type VoiceEngineId = 'say' | 'system-speech' | 'piper' | 'espeak-ng';

export interface Voice {
  /** As the engine wants it named. */
  id: string;
  /** For people. */
  name: string;
  /** BCP 47, e.g. `en-US`. */
  language: string;
  engine: VoiceEngineId;
}

export interface SpeechRequest {
  voice: string;
  /** Multiple of the natural speed. */
  rate: number;
  /** File with the text, UTF-8. */
  textFile: string;
  /** WAVE file to write. */
  out: string;
}

export interface SpeechCommand {
  args: string[];
  env?: Record<string, string>;
  /** True where the text goes to the standard input rather than being read from the file. */
  textOnStdin: boolean;
}

/** Words per minute that sound natural from each engine: macOS voices' own default, and slower than espeak-ng's hurried 175. */
const SAY_WORDS_PER_MINUTE = 172;
const ESPEAK_WORDS_PER_MINUTE = 152;

export function sayCommand({ voice, rate, textFile, out }: SpeechRequest): SpeechCommand {
  const speed = String(Math.round(SAY_WORDS_PER_MINUTE * rate));
  return {
    args: ['-v', voice, '-r', speed, '--file-format=WAVE', '--data-format=LEI16@44100', '-o', out, '-f', textFile],
    textOnStdin: false,
  };
}

export function espeakCommand({ voice, rate, textFile, out }: SpeechRequest): SpeechCommand {
  // A little lower and livelier than its default; `-b 1` says the file is UTF-8.
  const tone = voice.startsWith('mb-') || voice.startsWith('mb/') ? [] : ['-p', '42'];
  return {
    args: ['-v', voice, '-s', String(Math.round(ESPEAK_WORDS_PER_MINUTE * rate)), ...tone, '-b', '1', '-w', out, '-f', textFile],
    textOnStdin: false,
  };
}

/** For piper the voice is the path of its model. */
export function piperCommand({ voice, rate, out }: SpeechRequest): SpeechCommand {
  return {
    args: ['--model', voice, '--length_scale', (1 / rate).toFixed(3), '--sentence_silence', '0.25', '--output_file', out],
    textOnStdin: true,
  };
}

/** Fixed scripts: what varies reaches them by environment variables, never by being pasted in. */
const listScript = [
  '[Console]::OutputEncoding = [System.Text.Encoding]::UTF8',
  'Add-Type -AssemblyName System.Speech',
  '$speech = New-Object System.Speech.Synthesis.SpeechSynthesizer',
  '$speech.GetInstalledVoices() | Where-Object { $_.Enabled } | ForEach-Object { $_.VoiceInfo.Culture.Name + [char]9 + $_.VoiceInfo.Name }',
  '$speech.Dispose()',
].join('; ');
const speakScript = [
  "$ErrorActionPreference = 'Stop'",
  'Add-Type -AssemblyName System.Speech',
  '$text = [System.IO.File]::ReadAllText($env:HEROFRAME_SPEECH_TEXT, [System.Text.Encoding]::UTF8)',
  '$speech = New-Object System.Speech.Synthesis.SpeechSynthesizer',
  '$speech.SelectVoice($env:HEROFRAME_SPEECH_VOICE)',
  '$speech.Rate = [int]$env:HEROFRAME_SPEECH_RATE',
  '$speech.SetOutputToWaveFile($env:HEROFRAME_SPEECH_OUT)',
  '$speech.Speak($text)',
  '$speech.Dispose()',
].join('; ');

const powershell = (script: string): string[] => ['-NoLogo', '-NoProfile', '-NonInteractive', '-EncodedCommand', utf16Base64(script)];

function utf16Base64(script: string): string {
  return Buffer.from(script, 'utf16le').toString('base64');
}

export const systemSpeechListArguments: readonly string[] = powershell(listScript);

export function systemSpeechCommand({ voice, rate, textFile, out }: SpeechRequest): SpeechCommand {
  return {
    args: powershell(speakScript),
    env: {
      HEROFRAME_SPEECH_TEXT: textFile,
      HEROFRAME_SPEECH_OUT: out,
      HEROFRAME_SPEECH_VOICE: voice,
      HEROFRAME_SPEECH_RATE: String(systemSpeechRate(rate)),
    },
    textOnStdin: false,
  };
}

/** System.Speech counts speed from −10 to 10, threefold at the ends: a step is the tenth root of three. */
export function systemSpeechRate(rate: number): number {
  // Adding 0 turns a negative zero into zero, which is what PowerShell should read.
  return Math.max(-10, Math.min(10, Math.ceil((Math.log(rate) / Math.log(3)) * 10 - 0.001))) + 0;
}

/** Reads `say -v ?`: name, language, `# example`. Names may have spaces and brackets. */
export function parseSayVoices(text: string): Voice[] {
  return text.split('\n').flatMap((line) => {
    const match = /^(\S.*?)\s{1,}([a-z]{2,3}(?:[_-][A-Za-z0-9]+)*)\s+#/.exec(line);
    const [id, language] = [match?.[1], match?.[2]];
    return id === undefined || language === undefined
      ? []
      : [{ id, name: id, language: language.replaceAll('_', '-'), engine: 'say' as const }];
  });
}

/** Reads what the listing script prints: language, tab, name. */
export function parseSystemSpeechVoices(text: string): Voice[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [language, name] = line.split('\t');
    return language === undefined || name === undefined || name === ''
      ? []
      : [{ id: name, name, language, engine: 'system-speech' as const }];
  });
}

/**
 * Reads `espeak-ng --voices`. MBROLA voices are listed whether or not they are
 * installed, so only those named in `installed` (`us1`, `en1`, …) count.
 */
export function parseEspeakVoices(text: string, installed: ReadonlySet<string>): Voice[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, language, , name, file] = line.trim().split(/\s+/);
      if (language === undefined || name === undefined || file === undefined || language === 'variant') return [];
      const mbrola = /^mb\/mb-([a-z]{2}\d)$/.exec(file)?.[1];
      if (file.startsWith('mb/')) {
        if (mbrola === undefined || !installed.has(mbrola)) return [];
        return [{ id: `mb-${mbrola}`, name: `MBROLA ${mbrola}`, language: tag(language), engine: 'espeak-ng' as const }];
      }
      return [{ id: language, name: name.replaceAll('_', ' '), language: tag(language), engine: 'espeak-ng' as const }];
    });
}

/** `en-us` → `en-US`, `en-gb-x-rp` → `en-GB-x-rp`. */
function tag(language: string): string {
  const [base = '', region, ...rest] = language.split('-');
  const area = region === undefined ? [] : [region.length === 2 ? region.toUpperCase() : region];
  return [base, ...area, ...rest].join('-');
}

/**
 * Voices of each engine that are pleasant to listen to, best first; the first
 * one that is installed is taken before any other of the same language.
 */
const preferred: Record<VoiceEngineId, readonly string[]> = {
  say: [
    'Ava (Premium)',
    'Zoe (Premium)',
    'Ava (Enhanced)',
    'Samantha (Enhanced)',
    'Ava',
    'Samantha',
    'Daniel',
    'Allison',
    'Karen',
    'Moira',
  ],
  'system-speech': ['Microsoft Aria', 'Microsoft Jenny', 'Microsoft Zira Desktop', 'Microsoft Zira', 'Microsoft Hazel Desktop'],
  piper: [],
  'espeak-ng': ['mb-us1', 'mb-en1', 'mb-us2', 'en-us', 'en-gb-x-rp', 'en-gb'],
};

/** Novelty voices of macOS that must never read an advertisement unless somebody asks. */
const novelty =
  /^(Albert|Bad News|Bahh|Bells|Boing|Bubbles|Cellos|Fred|Good News|Jester|Junior|Organ|Ralph|Superstar|Trinoids|Whisper|Wobble|Zarvox)\b/;

/** The voice to use for a language (BCP 47): same language and region if there is one, the pleasant ones first; null when none speaks it. */
export function chooseVoice(voices: readonly Voice[], language: string): Voice | null {
  const base = language.toLowerCase().split('-')[0] ?? 'en';
  const speaking = voices.filter((voice) => voice.language.toLowerCase().split('-')[0] === base);
  const rankOf = (voice: Voice): number => {
    const place = preferred[voice.engine].indexOf(voice.id);
    const liked = place >= 0 ? place : 50;
    const region = voice.language.toLowerCase() === language.toLowerCase() ? 0 : 60;
    const quality = /premium|enhanced|natural/i.test(voice.id) ? -40 : 0;
    return liked + region + quality + (novelty.test(voice.id) ? 1000 : 0);
  };
  return speaking.toSorted((a, b) => rankOf(a) - rankOf(b))[0] ?? null;
}
