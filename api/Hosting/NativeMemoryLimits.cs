using System.Runtime.InteropServices;

namespace EksGrader.Api.Hosting;

/// <summary>
/// Tells the C library how to keep what SQLite, the compiler and Brotli give back. glibc makes an arena for each thread that allocates, up
/// to eight a core, and each keeps its own freed memory; told by the environment, one arena took 14 MiB off a gradebook's peak of 305
/// (mallopt(3), "M_ARENA_MAX", "M_TRIM_THRESHOLD"). A program that was started with <c>MALLOC_ARENA_MAX=1</c> is held a little tighter still.
/// </summary>
internal static class NativeMemoryLimits
{
    private const int TrimThreshold = -1;
    private const int ArenaMax = -8;
    private const int Arenas = 1;
    private const int FreeAtTheEnd = 128 * 1024;

    private static readonly bool IsGlibc = OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var libc) && NativeLibrary.TryGetExport(libc, "malloc_trim", out _);

    /// <summary>Sets the limits, as early as possible: arenas that are there stay. Another C library than glibc has none, and is left as it is.</summary>
    public static void Set()
    {
        if (!IsGlibc)
            return;
        // What they answer says whether the limit was taken; without it the program only weighs more.
        _ = SetOption(ArenaMax, Arenas);
        // Said outright it also stays: glibc otherwise raises it to twice the largest block that was ever freed.
        _ = SetOption(TrimThreshold, FreeAtTheEnd);
    }

    /// <summary>
    /// Gives pages back that nothing lies in any more, wherever they are: of what is freed glibc gives back on its own only what lies at the end
    /// (malloc_trim(3)).
    /// </summary>
    public static void GiveBack()
    {
        if (IsGlibc)
            _ = Trim(0);
    }

    [DllImport("libc.so.6", EntryPoint = "mallopt", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetOption(int option, int value);

    [DllImport("libc.so.6", EntryPoint = "malloc_trim", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Trim(nuint keep);
}
