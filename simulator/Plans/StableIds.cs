using System.Numerics;

namespace EksGrader.Simulator.Plans;

/// <summary>Ids that look random, and are the same for the same seed and words: a practice class can be repeated.</summary>
internal readonly record struct StableIds(int Seed)
{
    private const string PodLetters = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>A UUID, version 4 in form.</summary>
    public string Uuid(string words)
    {
        Span<char> hex = stackalloc char[32];
        FillHex(words, hex);
        hex[12] = '4';
        hex[16] = '8';
        return $"{hex[..8]}-{hex[8..12]}-{hex[12..16]}-{hex[16..20]}-{hex[20..]}";
    }

    /// <summary>Hexadecimal digits, lower case.</summary>
    public string Hex(string words, int length) => string.Create(length, (this, words), static (span, state) => state.Item1.FillHex(state.words, span));

    /// <summary>The ending of a pod's or ReplicaSet's name: letters that spell nothing, as Kubernetes makes it.</summary>
    public string Suffix(string words, int length)
    {
        var (seed, _) = Mix(words, 0);
        return string.Create(length, seed, static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                state = Next(state);
                span[i] = PodLetters[(int)(state % (uint)PodLetters.Length)];
            }
        });
    }

    /// <summary>A number from 0 to below <paramref name="limit"/>.</summary>
    public int Number(string words, int limit) => (int)(Mix(words, 0).Low % (uint)limit);

    private void FillHex(string words, Span<char> target)
    {
        const string Digits = "0123456789abcdef";
        ulong bits = 0;
        for (var i = 0; i < target.Length; i++)
        {
            if (i % 16 == 0)
            {
                bits = Mix(words, i).Low;
            }

            target[i] = Digits[(int)(bits & 15)];
            bits >>= 4;
        }
    }

    /// <summary>FNV-1a over the words, stirred by SplitMix64 so that similar words give unlike ids.</summary>
    private (ulong Low, ulong State) Mix(string words, int round)
    {
        var state = 14695981039346656037UL ^ (uint)Seed ^ ((ulong)round << 32);
        foreach (var letter in words)
        {
            state = (state ^ letter) * 1099511628211UL;
        }

        return (Next(state), state);
    }

    private static ulong Next(ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL;
        state = BitOperations.RotateLeft(state, 17) * 0x94D049BB133111EBUL;
        return state ^ (state >> 31);
    }
}
