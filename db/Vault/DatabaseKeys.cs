using System.Xml.Linq;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Db.Vault;

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
