using EksGrader.Tests.Browser.Fixtures;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Browser.Pages;

public sealed class PageTableTests(Campus campus)
{
    [Fact]
    public async Task EveryPage_IsInTheTable()
    {
        var school = await campus.OpenAsync();
        var pages = school.Service.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            .Select(e => "/" + e.RoutePattern.RawText?.Trim('/'))
            .ToHashSet(StringComparer.Ordinal);
        Assert.Equal(
            pages.Order(StringComparer.Ordinal),
            PageTable.Rows.Select(r => r.Template).Where(t => t.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }
}
