using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EksGrader.Db.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class ClustersThatEnd : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "ClusterName",
                table: "Leases",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ExtendedUntil",
                table: "Leases",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Inventory",
                table: "Leases",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "InventoryAt",
                table: "Leases",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Region",
                table: "Leases",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Fault",
                table: "LeaseLooks",
                type: "text",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ClusterName",
                table: "Leases");

            migrationBuilder.DropColumn(
                name: "ExtendedUntil",
                table: "Leases");

            migrationBuilder.DropColumn(
                name: "Inventory",
                table: "Leases");

            migrationBuilder.DropColumn(
                name: "InventoryAt",
                table: "Leases");

            migrationBuilder.DropColumn(
                name: "Region",
                table: "Leases");

            migrationBuilder.DropColumn(
                name: "Fault",
                table: "LeaseLooks");
        }
    }
}
