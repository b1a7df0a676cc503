namespace EksGrader.Db.Storage;

/// <summary>Files and folders that nobody but their owner can read.</summary>
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

    /// <summary>Takes everybody else's rights away.</summary>
    public static void Restrict(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(path, mode);
    }
}
