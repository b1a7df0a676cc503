using System.Xml.Linq;
using EksGrader.Db.Storage;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Db.Vault;

/// <summary>One of Data Protection's keys, kept in the database.</summary>
/// <param name="name">Data Protection's name for it; holds the key's id.</param>
/// <param name="xml">The key.</param>
/// <param name="at">When it was stored.</param>
public sealed class VaultKey(string name, string xml, DateTimeOffset at)
{
    /// <summary>Data Protection's name for it.</summary>
    public string Name { get; private set; } = name;

    internal string Xml { get; private set; } = xml;

    internal DateTimeOffset At { get; private set; } = at;
}

/// <summary>Data Protection's keys in the database, for several processes on PostgreSQL without a folder in common.</summary>
internal sealed class DatabaseKeys(IServiceScopeFactory scopes, TimeProvider time) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var scope = scopes.CreateScope();
        return [.. scope.ServiceProvider.GetRequiredService<EksGraderDb>().VaultKeys.Select(k => k.Xml).AsEnumerable().Select(x => XElement.Parse(x))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        // The interface is synchronous; a key is stored once in 90 days.
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        db.VaultKeys.Add(new VaultKey(friendlyName, element.ToString(SaveOptions.DisableFormatting), time.GetUtcNow()));
        try
        {
            db.SaveChangesAsync().GetAwaiter().GetResult();
        }
        catch (DbUpdateException e) when (StorageErrors.IsDuplicate(e))
        {
            // Another process stored the very same element first.
            return;
        }
    }
}
