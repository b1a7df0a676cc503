namespace EksGrader.Db.Storage;

/// <summary>The service's data cannot be stored where it is configured. The message says where and why, in a line for who runs it.</summary>
public sealed class UnusableFolderException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A folder that the service keeps data in: its files are the owner's alone, whatever the folder is.</summary>
public sealed class DataFolder(string path, string setting)
{
    // What SQLite makes beside a database.
    private static readonly string[] Beside = ["", "-wal", "-shm", "-journal"];

    // A commit takes a few pages of 4 KiB; with less than this the next ones fail.
    private const long LeastRoom = 1024 * 1024;

    /// <summary>Where it is.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Makes the folder where it is not there, for its owner alone, and tries whether it can be written to.</summary>
    /// <returns>The rights that others have in it, such as <c>0755</c>; null for none.</returns>
    /// <exception cref="UnusableFolderException">It cannot be made or written to.</exception>
    public string? Prepare()
    {
        try
        {
            OwnerOnly.CreateFolder(Path);
            Try();
            return OwnerOnly.OpenMode(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableFolderException($"{setting}: the folder {Path} cannot be {(Directory.Exists(Path) ? "written to" : "made")}: {e.Message}", e);
        }
    }

    /// <summary>Takes the rights of others on a SQLite database away; makes it, empty, where it is not there: SQLite gives what it makes beside it the same rights.</summary>
    /// <exception cref="UnusableFolderException">It is another account's file, or cannot be made.</exception>
    public void Own(string file)
    {
        try
        {
            using (new FileStream(file, OwnerOnly.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)))
            {
                // It is there now.
            }

            foreach (var part in Beside.Select(end => file + end).Where(File.Exists))
                OwnerOnly.Restrict(part, OwnerOnly.File);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableFolderException($"{setting}: {file} cannot be written to: {e.Message}", e);
        }
    }

    /// <summary>Why nothing more can be stored here, such as a full disk; null where it can.</summary>
    public string? Trouble()
    {
        try
        {
            // What the file system has left first: a file that is too small to need a block tells nothing. Then a file, for quotas and
            // file systems that became read-only.
            if (new DriveInfo(OperatingSystem.IsWindows() ? System.IO.Path.GetPathRoot(Path) ?? Path : Path).AvailableFreeSpace < LeastRoom)
                return $"the disk of {Path} is full";
            Try();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{Path} cannot be written to: {e.Message}";
        }
    }

    // Two processes on PostgreSQL may try at the same moment.
    private void Try()
    {
        var options = OwnerOnly.Options(FileMode.CreateNew, FileAccess.Write);
        options.Options = FileOptions.DeleteOnClose;
        using var file = new FileStream(System.IO.Path.Combine(Path, $".try-{Guid.NewGuid():N}"), options);
        file.Write(stackalloc byte[512]);
        file.Flush();
    }
}

/// <summary>Files and folders that only their owner can read.</summary>
internal static class OwnerOnly
{
    public const UnixFileMode Folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    public const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Makes the folder if it is not there. One that is there is left as its owner made it.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, Folder);
    }

    /// <summary>What others may do in a folder, such as <c>0755</c>; null where that is nothing.</summary>
    public static string? OpenMode(string folder)
    {
        if (OperatingSystem.IsWindows())
            return null;
        var mode = System.IO.File.GetUnixFileMode(folder);
        return (mode & Others) == UnixFileMode.None ? null : "0" + Convert.ToString((int)mode, toBase: 8);
    }

    /// <summary>How a file is opened so that one that is made is the owner's alone.</summary>
    public static FileStreamOptions Options(FileMode mode, FileAccess access, FileShare share = FileShare.None)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share };
        if (!OperatingSystem.IsWindows() && mode is not FileMode.Open)
            options.UnixCreateMode = File;
        return options;
    }

    /// <summary>Takes everyone else's rights away.</summary>
    public static void Restrict(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(path, mode);
    }
}

/// <summary>A lock between processes that ends with its process, however that ends.</summary>
internal sealed class FileLock : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // EWOULDBLOCK of Linux and of macOS, and ERROR_SHARING_VIOLATION: what .NET says of a file that another process holds.
    private static readonly int[] HeldByAnother = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream held;

    private FileLock(FileStream held) => this.held = held;

    public ValueTask DisposeAsync() => held.DisposeAsync();

    /// <summary>Waits for the lock.</summary>
    /// <exception cref="TimeoutException">Another process held it for so long.</exception>
    /// <exception cref="IOException">It cannot be had here at all.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be had here at all.</exception>
    public static async Task<FileLock> TakeAsync(string path, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                // FileShare.None is flock(2) on Linux: the kernel lets go of it when the process ends.
                return new FileLock(new FileStream(path, OwnerOnly.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite)));
            }
            catch (IOException e) when (HeldByAnother.Contains(e.HResult))
            {
                if (time.GetElapsedTime(began) >= patience)
                    throw new TimeoutException($"Another process holds {path}.", e);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }
}
