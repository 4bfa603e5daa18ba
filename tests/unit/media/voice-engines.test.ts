import { expect, test } from 'vitest';
import {
  chooseVoice,
  espeakCommand,
  parseEspeakVoices,
  parseSayVoices,
  parseSystemSpeechVoices,
  piperCommand,
  sayCommand,
  systemSpeechCommand,
  systemSpeechRate,
} from '#media/voice-engines.ts';

const request = { voice: 'V', rate: 1.25, textFile: '/t.txt', out: '/o.wav' };

test('macOS: voices with spaces and brackets, novelty voices last', () => {
  const voices = parseSayVoices(
    [
      'Albert              en_US    # Hello! My name is Albert.',
      'Eddy (German (Germany)) de_DE    # Hallo! Ich heiße Eddy.',
      'Good News           en_US    # Hello! My name is Good News.',
      'Samantha            en_US    # Hello! My name is Samantha.',
      'Daniel              en_GB    # Hello! My name is Daniel.',
      '',
    ].join('\n'),
  );
  expect(voices.map((voice) => [voice.id, voice.language])).toEqual([
    ['Albert', 'en-US'],
    ['Eddy (German (Germany))', 'de-DE'],
    ['Good News', 'en-US'],
    ['Samantha', 'en-US'],
    ['Daniel', 'en-GB'],
  ]);
  expect(chooseVoice(voices, 'en-US')?.id).toBe('Samantha');
  expect(chooseVoice(voices, 'en-GB')?.id).toBe('Daniel');
  expect(chooseVoice(voices, 'de-AT')?.id).toBe('Eddy (German (Germany))');
  expect(chooseVoice(voices, 'fr-FR')).toBeNull();
  expect(sayCommand(request).args.join(' ')).toBe('-v V -r 215 --file-format=WAVE --data-format=LEI16@44100 -o /o.wav -f /t.txt');
});

test('Windows: what varies goes by environment, never into the script', () => {
  const voices = parseSystemSpeechVoices(
    'en-US\tMicrosoft David Desktop\r\nen-US\tMicrosoft Zira Desktop\r\nde-DE\tMicrosoft Hedda Desktop\r\n\r\n',
  );
  expect(voices.map((voice) => voice.id)).toEqual(['Microsoft David Desktop', 'Microsoft Zira Desktop', 'Microsoft Hedda Desktop']);
  expect(chooseVoice(voices, 'en-US')?.id).toBe('Microsoft Zira Desktop');
  const hostile = `x'; Remove-Item C:\\ -Recurse; '`;
  const [first, second] = ['V', hostile].map((voice) => systemSpeechCommand({ ...request, voice }));
  expect(first?.args).toEqual(second?.args);
  expect(second?.env?.['HEROFRAME_SPEECH_VOICE']).toBe(hostile);
  const script = Buffer.from(first!.args.at(-1)!, 'base64').toString('utf16le');
  expect(script).toContain('SetOutputToWaveFile($env:HEROFRAME_SPEECH_OUT)');
  expect([0.75, 1, 1.1, 1.25, 9].map(systemSpeechRate)).toEqual([-2, 0, 1, 3, 10]);
});

test('Linux: only voices that are really there; pleasant ones first', () => {
  const listing = [
    'Pty Language       Age/Gender VoiceName          File                 Other Languages ',
    ' 5  af              --/M      Afrikaans          gmw/af               ',
    ' 2  en-gb           --/M      English_(Great_Britain) gmw/en-GB            (en 2)',
    ' 2  en-us           --/M      English_(America)  gmw/en-US            (en 3)',
    ' 5  en-us           --/F      us-mbrola-1        mb/mb-us1            (en 8)',
    ' 9  en              --/F      en-german-1        mb/mb-de1-en         ',
    ' 5  variant         --/M      Storm              !v/Storm             (en-us 5)',
  ].join('\n');
  const plain = parseEspeakVoices(listing, new Set());
  expect(plain.map((voice) => [voice.id, voice.language])).toEqual([
    ['af', 'af'],
    ['en-gb', 'en-GB'],
    ['en-us', 'en-US'],
  ]);
  expect(chooseVoice(plain, 'en-US')?.id).toBe('en-us');
  const withMbrola = parseEspeakVoices(listing, new Set(['us1']));
  expect(chooseVoice(withMbrola, 'en-US')?.id).toBe('mb-us1');
  expect(espeakCommand(request).args.join(' ')).toBe('-v V -s 190 -p 42 -b 1 -w /o.wav -f /t.txt');
  expect(piperCommand(request)).toEqual({
    args: ['--model', 'V', '--length_scale', '0.800', '--sentence_silence', '0.25', '--output_file', '/o.wav'],
    textOnStdin: true,
  });
});
