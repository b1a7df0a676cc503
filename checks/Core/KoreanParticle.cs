using System.Text.RegularExpressions;

namespace EksGrader.Checks.Core;

/// <summary>
/// Chooses a Korean particle by the sound in which the word before it ends: <c>노드는</c>, <c>버전 3으로</c>,
/// <c>버전 1로</c>. Only the choice between two written forms is made here; which pair fits a sentence is the sentence's own matter.
/// </summary>
public static partial class KoreanParticle
{
    private const char FirstSyllable = '가';
    private const char LastSyllable = '힣';
    private const int FinalsOfSyllable = 28;
    private const int FinalRieul = 8;

    // A particle of direction or means is 로, not 으로, after ㄹ as after a vowel.
    private const string Direction = "으로";

    private enum Ending
    {
        Vowel,
        Rieul,
        Consonant,
    }

    /// <summary>The particle that follows a word.</summary>
    /// <param name="word">The word: Hangul, digits (read in Korean) or Latin letters; quotes, markup and a remark in brackets at its end are not spoken.</param>
    /// <param name="afterConsonant">The form after a final consonant, such as <c>은</c>, <c>이</c>, <c>을</c>, <c>과</c>, <c>으로</c>.</param>
    /// <param name="afterVowel">The form after a vowel, such as <c>는</c>, <c>가</c>, <c>를</c>, <c>와</c>, <c>로</c>; also where the ending cannot be told.</param>
    public static string After(string word, string afterConsonant, string afterVowel)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(afterConsonant);
        return EndingOf(Spoken(word)) switch
        {
            Ending.Vowel => afterVowel,
            Ending.Rieul when afterConsonant.StartsWith(Direction, StringComparison.Ordinal) => afterVowel,
            _ => afterConsonant,
        };
    }

    // What is read aloud: without tags, without a remark in brackets after the word, without quotes and signs at the end.
    private static string Spoken(string word)
    {
        var plain = Tag().Replace(word, "");
        while (true)
        {
            var end = plain.Length;
            while (end > 0 && !char.IsLetterOrDigit(plain[end - 1]) && !IsClosing(plain[end - 1]))
                end--;
            plain = plain[..end];
            if (end == 0 || !IsClosing(plain[^1]))
                return plain;

            var open = plain.LastIndexOfAny(['(', '[', '{', '（', '「', '『']);
            var before = open > 0 ? plain[..open] : "";
            plain = before.Any(char.IsLetterOrDigit) ? before : plain[..^1];
        }
    }

    private static bool IsClosing(char c) => c is ')' or ']' or '}' or '）' or '」' or '』';

    private static Ending EndingOf(string spoken) => spoken switch
    {
        "" => Ending.Vowel,
        [.., >= FirstSyllable and <= LastSyllable] => ((spoken[^1] - FirstSyllable) % FinalsOfSyllable) switch
        {
            0 => Ending.Vowel,
            FinalRieul => Ending.Rieul,
            _ => Ending.Consonant,
        },
        // 영, 일, 삼, 육, 칠, 팔; a zero of tens, hundreds and thousands is 십, 백, 천, which end in a consonant as 영 does.
        [.., '1' or '7' or '8'] => Ending.Rieul,
        [.., '0' or '3' or '6'] => Ending.Consonant,
        [.., >= '0' and <= '9'] => Ending.Vowel,
        _ => OfLatin(LatinAtEnd().Match(spoken).Value),
    };

    // Capital letters are spelled (EKS: 이케이에스, ARN: 에이알엔), words are read as Korean writes them down (node: 노드, web: 웹).
    private static Ending OfLatin(string letters)
    {
        var isSpelled = letters.Length == 1 || letters.Length > 0 && letters.All(char.IsAsciiLetterUpper);
        var word = letters.ToLowerInvariant();
        return word switch
        {
            "" => Ending.Vowel,
            [.., 'l'] => Ending.Rieul,
            [.., 'm' or 'n'] => Ending.Consonant,
            [.., 'r'] when isSpelled => Ending.Rieul,
            _ when isSpelled => Ending.Vowel,
            _ when RieulBeforeE().IsMatch(word) => Ending.Rieul,
            _ when Stopped().IsMatch(word) => Ending.Consonant,
            _ => Ending.Vowel,
        };
    }

    [GeneratedRegex("<[^<>]*>", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();

    [GeneratedRegex("[A-Za-z]+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LatinAtEnd();

    // role (롤), file (파일), example (이그잼플)
    [GeneratedRegex("[a-z]le$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RieulBeforeE();

    // name (네임), line (라인); ping (핑); web (웹), map (맵), bucket (버킷), stack (스택), book (북): a stop after a short vowel is a final.
    [GeneratedRegex("[aeiou][mn]e$|ng$|(^|[^aeiou])[aeiou](b|p|pp|t|tt|c|ck)$|ook$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Stopped();
}
