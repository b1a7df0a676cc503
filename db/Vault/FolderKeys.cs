using System.Xml.Linq;
using EksGrader.Db.Storage;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace EksGrader.Db.Vault;

/// <summary>
/// Data Protection's keys as files that only their owner can read (folder 0700, files 0600). ASP.NET Core's own folder repository
/// leaves a folder's rights to the umask.
/// </summary>
internal sealed class FolderKeys(string folder) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*.xml").Order(StringComparer.Ordinal).Select(Read)]
        : [];

    public void StoreElement(XElement element, string friendlyName)
    {
        OwnerOnly.CreateFolder(folder);
        OwnerOnly.Restrict(folder, OwnerOnly.Folder);

        // Written beside and renamed, so that a crash leaves no half key. The name is Data Protection's own and holds the key's id.
        var file = Path.Combine(folder, Path.GetFileName(friendlyName) + ".xml");
        var beside = $"{file}.{Guid.NewGuid():N}.tmp";
        using (var stream = new FileStream(beside, OwnerOnly.Options(FileMode.CreateNew, FileAccess.Write)))
        {
            element.Save(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(beside, file, overwrite: true);
    }

    private static XElement Read(string file)
    {
        // A key that came back from a backup may have come with other rights.
        OwnerOnly.Restrict(file, OwnerOnly.File);
        return XElement.Load(file);
    }
}
